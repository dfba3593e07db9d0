"""Thin lines: what the terminal shows is kept here, and only what is to look different is sent to it.

Textual writes whole regions. Between it and the terminal, `driver.ThinDriver` reads what it writes as a terminal would
(`pieces`, `styles`), keeps what is wanted and what is shown (`screen`), and sends the difference (`strokes`) with the
shortest moves and changes of style (`pen`), and with whole blocks moved where rows moved (`scrolling`). It draws when
the line has taken what was sent before (`outlet`, `connection`), so that what is drawn is the newest. Importing this
package costs nothing.
"""
