"""Command line: a copy of PolNeAR to the weights of the attribution model."""

import argparse
import json
import time
from pathlib import Path
from typing import Any

from .. import language, lexicon
from ..attribution.features import WEIGHTS
from .examples import examples, held_back, read, within
from .marked import learned_from

DESCRIPTION = """\
Makes the attribution model anew from a copy of PolNeAR 1.0 (Newell, Margolin and Ruths 2018; published as
networkdynamics/PolNeAR), brought to one article a line: doc_id, title, text, attributions. Every tenth article is held
back: nothing is learned from it, thresholds and the scale of confidence are chosen on it. Three files of
data/gold/nested are learned from too. About an hour on two idle cores; a graphics card is used where there is one.
Needs: python -m pip install "whosewords[training]"
"""


def main() -> None:
    """Train, export, choose; writes encoder.onnx, reader.onnx and settings.json."""
    parser = argparse.ArgumentParser(
        prog="python -m whosewords.training", description=DESCRIPTION, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("data", type=Path, help="train.jsonl")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder for the weights (default: the package's)")
    parser.add_argument("--passes", type=int, default=5, help="passes over the articles (default: 5)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--checkpoint", type=Path, help="keep the weights here after each pass; go on with --resume")
    parser.add_argument("--resume", type=Path, help="a checkpoint to export and choose settings for, without training")
    parser.add_argument("--choose", action="store_true", help="only choose settings anew, for the networks in --out")
    args = parser.parse_args()
    if not args.data.is_file():
        parser.exit(2, f"There is no file {args.data}. Give the train.jsonl of a copy of PolNeAR.\n")
    began = time.monotonic()
    rows = read(args.data)
    back = held_back([r["doc_id"] for r in rows])
    if not args.choose:
        try:
            _train(args, [r for r in rows if r["doc_id"] not in back])
        except ImportError as error:
            parser.exit(2, f'{error}. Training needs more: python -m pip install "whosewords[training]"\n')
    print("Choosing on the articles held back …", flush=True)
    from ..attribution.model import load
    from .choose import choose

    kept = [r for r in rows if r["doc_id"] in back]
    settings = choose(kept, list(language.parse(r["text"] for r in kept)), load(args.out), lexicon.load())
    settings["trained"] = {"articles": len(rows) - len(kept), "passes": args.passes, "seed": args.seed}
    (args.out / "settings.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(settings["held back"]), f"{(time.monotonic() - began) / 60:.0f} min")


def _train(args: argparse.Namespace, learn: list[dict[str, Any]]) -> None:
    import torch

    from .export import export
    from .fit import fit, network

    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    net = network(args.seed)
    if torch.cuda.is_available():
        net.cuda()
    if args.resume:
        net.load_state_dict(torch.load(args.resume, weights_only=True, map_location="cpu"))
    else:
        own = learned_from()
        print(f"Parsing {len(learn) + len(own)} texts …", flush=True)
        train = examples(learn, language.parse(r["text"] for r in learn))
        nested = within(own, language.parse(r["text"] for r in own))

        def keep(number: int, trained: Any) -> None:
            if args.checkpoint:
                torch.save(trained.state_dict(), args.checkpoint)

        fit(
            net,
            train,
            nested,
            passes=args.passes,
            seed=args.seed,
            on_pass=keep,
            say=lambda line: print(line, flush=True),
        )
    export(net.cpu(), args.out)


if __name__ == "__main__":
    main()
