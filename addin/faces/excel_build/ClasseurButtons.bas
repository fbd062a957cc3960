Attribute VB_Name = "ClasseurButtons"
Option Explicit
' Made by "classeur buttons" from the registry of actions. It is made anew each time: change nothing here.

' classeur check
Public Sub ClasseurCheck()
    RunPython "import addin.faces.excel; addin.faces.excel.check()"
End Sub

' classeur costs
Public Sub ClasseurCosts()
    RunPython "import addin.faces.excel; addin.faces.excel.costs()"
End Sub

' classeur budgets
Public Sub ClasseurBudgets()
    RunPython "import addin.faces.excel; addin.faces.excel.budgets()"
End Sub

' classeur cash
Public Sub ClasseurCash()
    RunPython "import addin.faces.excel; addin.faces.excel.cash()"
End Sub

' classeur schedule
Public Sub ClasseurSchedule()
    RunPython "import addin.faces.excel; addin.faces.excel.schedule()"
End Sub
