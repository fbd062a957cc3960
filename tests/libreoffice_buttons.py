"""For the system's Python with UNO: opens a workbook, prints its modules and what each shape starts.

With a fourth argument, the address of a cell, each shape is clicked and what the cell then holds is printed.
"""

import contextlib
import json
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue


def said(name, value):
    one = PropertyValue()
    one.Name, one.Value = name, value
    return one


def click(document, script, cell):
    said = document.Sheets.getByIndex(0).getCellRangeByName(cell)
    said.String = ""
    document.getScriptProvider().getScript(script).invoke((), (), ())
    return said.String


def main(path, profile, port, cell=""):
    office = subprocess.Popen(
        [
            "soffice",
            "--headless",
            "--norestore",
            "--nologo",
            f"-env:UserInstallation=file://{profile}",
            f"--accept=socket,host=127.0.0.1,port={port};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    for _ in range(120):
        try:
            there = resolver.resolve(f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext")
            break
        except Exception:
            time.sleep(0.5)
    desktop = there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
    try:
        document = desktop.loadComponentFromURL(
            f"file://{path}", "_blank", 0, (said("Hidden", True), said("MacroExecutionMode", 4))
        )
        modules, shapes, clicks = [], [], []
        for library in document.BasicLibraries.ElementNames:
            modules += document.BasicLibraries.getByName(library).ElementNames
        for sheet in document.Sheets:
            for number in range(sheet.DrawPage.Count):
                shape = sheet.DrawPage.getByIndex(number)
                for event in shape.Events.ElementNames:
                    for one in shape.Events.getByName(event):
                        if one.Name == "Script":
                            shapes.append([sheet.Name, shape.Name, one.Value])
                            if cell:
                                clicks.append([shape.Name, click(document, one.Value, cell)])
        document.close(True)
        json.dump({"modules": modules, "shapes": shapes, "clicks": clicks}, sys.stdout)
    finally:
        with contextlib.suppress(Exception):
            desktop.terminate()
        office.wait(30)


main(*sys.argv[1:])
