"""The VBA module of the custom functions, made from their registry: no import in Excel, no trusted access."""

from addin.actions.functions import FUNCTIONS, Function

MODULE = "ClasseurFunctions"
FACE = "addin.faces.excel_functions"
MARK = "\x1b"  # before the number of an error, where a value is expected
ERRORS = {"#REF!": 2023, "#VALUE!": 2015, "#NAME?": 2029, "#N/A": 2042}
WORDS = {"call": "call_time", "date": "on_date"}  # VBA keeps these for itself
HEAD = """Option Explicit
' Made by "classeur buttons" from the registry of functions. It is made anew each time: change nothing here.
"""
TAIL = f"""
Private Function ClasseurValue(ByVal called As String, ByVal given As Variant) As Variant
    Dim said As Variant
    On Error GoTo failed
    #If Mac Then
        ClasseurValue = CVErr({ERRORS["#N/A"]})
    #Else
        said = XLPy.CallUDF("{FACE}", called, given, ThisWorkbook, Application.Caller)
        If VarType(said) = vbString Then
            If Left(said, 1) = Chr({ord(MARK)}) Then said = CVErr(CLng(Mid(said, 2)))
        End If
        ClasseurValue = said
    #End If
    Exit Function
failed:
    ClasseurValue = CVErr({ERRORS["#VALUE!"]})
End Function
"""


def functions_source() -> str:
    """The VBA of the module, in ASCII, which every project's code page holds."""
    return (HEAD + "".join(map(_function, FUNCTIONS.values())) + TAIL).replace("\n", "\r\n")


def functions_file() -> str:
    """The same as a file that Excel's File > Import File takes."""
    return f'Attribute VB_Name = "{MODULE}"\r\n' + functions_source()


def vba_arguments(function: Function) -> list[str]:
    """The names of a function's arguments as VBA allows them."""
    return [WORDS.get(one.key, one.key) for one in function.arguments]


def _function(function: Function) -> str:
    names = vba_arguments(function)
    taken = ", ".join(
        ("Optional " if one.optional else "") + name
        for one, name in zip(function.arguments, names, strict=True)
    )
    volatile = "    Application.Volatile\n" if function.tables else ""
    name = function.vba_name
    return (
        f"\nPublic Function {name}({taken})\n{volatile}"
        f'    {name} = ClasseurValue("{name}", Array({", ".join(names)}))\nEnd Function\n'
    )
