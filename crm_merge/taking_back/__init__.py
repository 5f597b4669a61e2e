"""Taking an operation back as a whole: what a change set wrote is found in the history and put as it was, set-based.

``registry`` says what is special about a model, ``services`` plans and takes back, ``urls`` has the page that asks before.
"""
