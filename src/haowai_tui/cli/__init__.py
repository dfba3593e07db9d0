"""The command line: parse arguments, ask the library, print.

Importing this package costs nothing, and each command imports only what it needs.
"""
