Attribute VB_Name = "ClasseurButtons"
Option Explicit
' Made by "classeur buttons" from the registry of actions. It is made anew each time: change nothing here.

' classeur check BOOK
Public Sub ClasseurCheck()
    RunPython "import addin.faces.excel; addin.faces.excel.check()"
End Sub

' classeur costs BOOK
Public Sub ClasseurCosts()
    RunPython "import addin.faces.excel; addin.faces.excel.costs()"
End Sub

' classeur budgets BOOK
Public Sub ClasseurBudgets()
    RunPython "import addin.faces.excel; addin.faces.excel.budgets()"
End Sub

' classeur cash BOOK
Public Sub ClasseurCash()
    RunPython "import addin.faces.excel; addin.faces.excel.cash()"
End Sub

' classeur schedule BOOK
Public Sub ClasseurSchedule()
    RunPython "import addin.faces.excel; addin.faces.excel.schedule()"
End Sub

' classeur sync BOOK
Public Sub ClasseurSync()
    RunPython "import addin.faces.excel; addin.faces.excel.sync()"
End Sub

' classeur undo RUN
Public Sub ClasseurUndo()
    RunPython "import addin.faces.excel; addin.faces.excel.undo()"
End Sub

' classeur log
Public Sub ClasseurWhatChanged()
    RunPython "import addin.faces.excel; addin.faces.excel.what_changed()"
End Sub
