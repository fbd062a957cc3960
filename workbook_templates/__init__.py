"""What a workbook is: tables, columns, kinds, findings; and how one is built."""
