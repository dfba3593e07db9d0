"""Pictures in the terminal: decoded in a child process, drawn in half-blocks or by the terminal's own graphics.

Importing this package costs nothing. Pillow is imported in the child process alone.
"""
