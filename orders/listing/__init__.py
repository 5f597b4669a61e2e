"""How people look at lists: which columns, how wide, how dense, as a list or as a board.

``settings`` is the door for whoever needs to know what a person's list shows, such as exports.
"""
