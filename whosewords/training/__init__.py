"""Makes the attribution model's weights anew from a copy of PolNeAR: `python -m whosewords.training --help`.

Needs the extra `training` (PyTorch); nobody who only uses the model does.
"""
