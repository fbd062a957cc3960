Attribute VB_Name = "ClasseurFunctions"
Option Explicit
' Made by "classeur buttons" from the registry of functions. It is made anew each time: change nothing here.

Public Function CLASSEUR_EIGHTHS(pages)
    CLASSEUR_EIGHTHS = ClasseurValue("CLASSEUR_EIGHTHS", Array(pages))
End Function

Public Function CLASSEUR_PAGES(eighths)
    CLASSEUR_PAGES = ClasseurValue("CLASSEUR_PAGES", Array(eighths))
End Function

Public Function CLASSEUR_HOURS(call_time, meal, wrap)
    CLASSEUR_HOURS = ClasseurValue("CLASSEUR_HOURS", Array(call_time, meal, wrap))
End Function

Public Function CLASSEUR_EFC(account, Optional period)
    Application.Volatile
    CLASSEUR_EFC = ClasseurValue("CLASSEUR_EFC", Array(account, period))
End Function

Public Function CLASSEUR_VARIANCE(account, Optional period)
    Application.Volatile
    CLASSEUR_VARIANCE = ClasseurValue("CLASSEUR_VARIANCE", Array(account, period))
End Function

Public Function CLASSEUR_COST(account, figure, Optional period)
    Application.Volatile
    CLASSEUR_COST = ClasseurValue("CLASSEUR_COST", Array(account, figure, period))
End Function

Public Function CLASSEUR_WHY(account, Optional figure, Optional period)
    Application.Volatile
    CLASSEUR_WHY = ClasseurValue("CLASSEUR_WHY", Array(account, figure, period))
End Function

Public Function CLASSEUR_DOOD(role, on_date)
    Application.Volatile
    CLASSEUR_DOOD = ClasseurValue("CLASSEUR_DOOD", Array(role, on_date))
End Function

Private Function ClasseurValue(ByVal called As String, ByVal given As Variant) As Variant
    Dim said As Variant
    On Error GoTo failed
    #If Mac Then
        ClasseurValue = CVErr(2042)
    #Else
        said = XLPy.CallUDF("addin.faces.excel_functions", called, given, ThisWorkbook, Application.Caller)
        If VarType(said) = vbString Then
            If Left(said, 1) = Chr(27) Then said = CVErr(CLng(Mid(said, 2)))
        End If
        ClasseurValue = said
    #End If
    Exit Function
failed:
    ClasseurValue = CVErr(2015)
End Function
