"""A class without kernels: lessons and articles to code as pages, served from one computer or packed into a file."""

from .lessons import make
from .pages import prepare, start, write
from .server import Classroom, addresses, serve, token

__all__ = ["Classroom", "addresses", "make", "prepare", "serve", "start", "token", "write"]
