"""Questionnaires in spreadsheets (XLSForm, xlsform.org) to journey documents and back.

``limits`` looks at a file before anything is parsed, ``adapter`` is the only module that knows the readers and
pyxform, ``columns``, ``types`` and ``survey`` make sense of its rows, ``mapping`` makes a document of them, and
``writing`` makes a workbook of a document. Whatever does not come over is a ``results.Finding``.
"""
