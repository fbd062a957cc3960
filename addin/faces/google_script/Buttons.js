// Made from the registry of actions by addin/faces/google_script/document.py. It is made anew each time: change nothing here.

/** @typedef {{en: string, fr: string}} Both */
/** @typedef {{title: Both, help: Both, macro: string, asks: Record<string, Both>}} Button */

/** @type {Record<string, Button>} */
const BUTTONS = {
  "check": {"title": {"en": "Check", "fr": "Contrôler"}, "help": {"en": "Check every table, mark what is wrong in place and list it in the Checks sheet.", "fr": "Contrôler chaque tableau, marquer sur place ce qui ne va pas et le lister dans Contrôles."}, "macro": "classeurCheck", "asks": {}},
  "costs": {"title": {"en": "Cost report", "fr": "Situation"}, "help": {"en": "Compute the cost report of a period, in place.", "fr": "Calculer la situation d'une période, sur place."}, "macro": "classeurCosts", "asks": {"period": {"en": "Which period? Its number:", "fr": "Quelle période ? Son numéro :"}}},
  "budgets": {"title": {"en": "Compare budgets", "fr": "Comparer les devis"}, "help": {"en": "Put every kept version of the budget beside the one in use, in place.", "fr": "Mettre chaque version gardée du devis à côté de celui en vigueur, sur place."}, "macro": "classeurBudgets", "asks": {}},
  "cash": {"title": {"en": "Cash and payments", "fr": "Caisses et paiements"}, "help": {"en": "Prove the floats and list what is to be paid and the deposits that are out, in place.", "fr": "Prouver les régies d'avance et lister ce qui est à payer et les cautions en cours, sur place."}, "macro": "classeurCash", "asks": {}},
  "schedule": {"title": {"en": "Schedule", "fr": "Plan de travail"}, "help": {"en": "Check the schedule and write the day out of days, in place.", "fr": "Contrôler le plan de travail et écrire le jour par jour, sur place."}, "macro": "classeurSchedule", "asks": {}},
};

/** @type {Record<string, {names: string[], isRead: boolean}>} */
const RESULTS = {
  "checks": {"names": ["checks", "controles"], "isRead": false},
  "cost_report": {"names": ["cost report", "situation"], "isRead": false},
  "issued": {"names": ["issued reports", "situations arretees"], "isRead": true},
  "budget_comparison": {"names": ["budget comparison", "comparaison des devis"], "isRead": false},
  "cash": {"names": ["caisses et paiements", "cash and payments"], "isRead": false},
  "dood": {"names": ["day out of days", "jour par jour"], "isRead": false},
  "conflicts": {"names": ["conflicts", "conflits"], "isRead": false},
};

/** @type {Record<string, any>} */
const LOOKS = {
  "title": {"textFormat": {"fontSize": 16, "bold": true, "foregroundColorStyle": {"rgbColor": {"red": 0.1843137254901961, "green": 0.2823529411764706, "blue": 0.34509803921568627}}}, "verticalAlignment": "MIDDLE"},
  "note": {"textFormat": {"fontSize": 10, "italic": true, "foregroundColorStyle": {"rgbColor": {"red": 0.4, "green": 0.4, "blue": 0.4}}}, "verticalAlignment": "MIDDLE"},
  "header": {"textFormat": {"fontSize": 10, "bold": true, "foregroundColorStyle": {"rgbColor": {"red": 1.0, "green": 1.0, "blue": 1.0}}}, "verticalAlignment": "MIDDLE", "backgroundColorStyle": {"rgbColor": {"red": 0.2901960784313726, "green": 0.2901960784313726, "blue": 0.2901960784313726}}, "wrapStrategy": "WRAP"},
  "body": {"textFormat": {"fontSize": 10}, "verticalAlignment": "MIDDLE", "borders": {"top": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "bottom": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "left": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "right": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}}},
  "section": {"textFormat": {"fontSize": 11, "bold": true, "foregroundColorStyle": {"rgbColor": {"red": 0.1843137254901961, "green": 0.2823529411764706, "blue": 0.34509803921568627}}}, "verticalAlignment": "MIDDLE", "backgroundColorStyle": {"rgbColor": {"red": 0.9098039215686274, "green": 0.9294117647058824, "blue": 0.9411764705882353}}},
  "subtotal": {"textFormat": {"fontSize": 10, "bold": true}, "verticalAlignment": "MIDDLE", "backgroundColorStyle": {"rgbColor": {"red": 0.9529411764705882, "green": 0.9607843137254902, "blue": 0.9647058823529412}}, "borders": {"top": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "bottom": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "left": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "right": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}}},
  "total": {"textFormat": {"fontSize": 11, "bold": true, "foregroundColorStyle": {"rgbColor": {"red": 0.10980392156862745, "green": 0.1843137254901961, "blue": 0.22745098039215686}}}, "verticalAlignment": "MIDDLE", "backgroundColorStyle": {"rgbColor": {"red": 0.796078431372549, "green": 0.8470588235294118, "blue": 0.8745098039215686}}, "borders": {"top": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "bottom": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "left": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "right": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}}},
  "bad": {"textFormat": {"fontSize": 10}, "verticalAlignment": "MIDDLE", "backgroundColorStyle": {"rgbColor": {"red": 0.9725490196078431, "green": 0.796078431372549, "blue": 0.796078431372549}}, "borders": {"top": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "bottom": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "left": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "right": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}}},
  "warn": {"textFormat": {"fontSize": 10}, "verticalAlignment": "MIDDLE", "backgroundColorStyle": {"rgbColor": {"red": 0.9882352941176471, "green": 0.8941176470588236, "blue": 0.7137254901960784}}, "borders": {"top": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "bottom": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "left": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "right": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}}},
  "work": {"textFormat": {"fontSize": 10}, "verticalAlignment": "MIDDLE", "backgroundColorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.8666666666666667, "blue": 0.7764705882352941}}, "borders": {"top": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "bottom": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "left": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "right": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}}, "horizontalAlignment": "CENTER"},
  "hold": {"textFormat": {"fontSize": 10}, "verticalAlignment": "MIDDLE", "backgroundColorStyle": {"rgbColor": {"red": 0.9882352941176471, "green": 0.8941176470588236, "blue": 0.7137254901960784}}, "borders": {"top": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "bottom": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "left": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "right": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}}, "horizontalAlignment": "CENTER"},
  "travel": {"textFormat": {"fontSize": 10}, "verticalAlignment": "MIDDLE", "backgroundColorStyle": {"rgbColor": {"red": 0.788235294117647, "green": 0.8666666666666667, "blue": 0.9411764705882353}}, "borders": {"top": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "bottom": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "left": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "right": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}}, "horizontalAlignment": "CENTER"},
  "off": {"textFormat": {"fontSize": 10}, "verticalAlignment": "MIDDLE", "backgroundColorStyle": {"rgbColor": {"red": 0.8941176470588236, "green": 0.8941176470588236, "blue": 0.8941176470588236}}, "borders": {"top": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "bottom": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "left": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "right": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}}, "horizontalAlignment": "CENTER"},
  "link": {"textFormat": {"fontSize": 10, "underline": true, "foregroundColorStyle": {"rgbColor": {"red": 0.12156862745098039, "green": 0.37254901960784315, "blue": 0.6588235294117647}}}, "verticalAlignment": "MIDDLE", "borders": {"top": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "bottom": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "left": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "right": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}}},
  "input": {"textFormat": {"fontSize": 10}, "verticalAlignment": "MIDDLE", "backgroundColorStyle": {"rgbColor": {"red": 1.0, "green": 0.9921568627450981, "blue": 0.9490196078431372}}, "borders": {"top": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "bottom": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "left": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}, "right": {"style": "DOTTED", "colorStyle": {"rgbColor": {"red": 0.7490196078431373, "green": 0.7490196078431373, "blue": 0.7490196078431373}}}}},
};

/** @type {Record<string, any>} */
const FORMS = {
  "money": {"type": "NUMBER", "pattern": "#,##0.00;[Red]-#,##0.00"},
  "plain": {"type": "NUMBER", "pattern": "0"},
};

/** @type {Record<string, Record<string, any>>} */
const SHAPES = {
  "en": {"DATE": {"type": "DATE", "pattern": "yyyy-mm-dd"}, "TIME": {"type": "TIME", "pattern": "hh:mm"}, "PERCENT": {"type": "PERCENT", "pattern": "0.##%"}},
  "fr": {"DATE": {"type": "DATE", "pattern": "dd/mm/yyyy"}, "TIME": {"type": "TIME", "pattern": "hh:mm"}, "PERCENT": {"type": "PERCENT", "pattern": "0.##%"}},
};

/** @type {Record<string, any>} */
const MARKS = {
  "error": {"red": 0.9725490196078431, "green": 0.796078431372549, "blue": 0.796078431372549},
  "warning": {"red": 0.9882352941176471, "green": 0.8941176470588236, "blue": 0.7137254901960784},
  "note": {"red": 0.8392156862745098, "green": 0.9019607843137255, "blue": 0.9607843137254902},
};

/** @type {Record<string, any>} */
const CHART = {
  "kind": {"chartType": "COLUMN", "legendPosition": "BOTTOM_LEGEND", "headerCount": 1},
  "size": {"widthPixels": 720, "heightPixels": 371},
  "covers": [18, 6],
  "colours": [{"red": 0.3568627450980392, "green": 0.5529411764705883, "blue": 0.7215686274509804}, {"red": 0.788235294117647, "green": 0.5411764705882353, "blue": 0.29411764705882354}, {"red": 0.47843137254901963, "green": 0.6196078431372549, "blue": 0.4196078431372549}],
};

/** @type {Record<string, any>} */
const ALARM = {
  "backgroundColorStyle": {"rgbColor": {"red": 0.8784313725490196, "green": 0.18823529411764706, "blue": 0.16470588235294117}},
  "textFormat": {"bold": true, "foregroundColorStyle": {"rgbColor": {"red": 1.0, "green": 1.0, "blue": 1.0}}},
};

const ALARMED = "(\"classeur\"<>\"\")*";

const SIGN = "=\"classeur\"<>\"\"";

const NOTE = "Classeur · ";

const GUARD = "Classeur: _id";

const PIXELS = 7.2;

const RESULT_KEY = "classeur_result";

const OUTLINE_KEY = "classeur_outline";

const OUTLINE_LONGEST = 25000;

const SCRATCH = "_classeur";

const FIELDS = "spreadsheetId,developerMetadata(metadataId,metadataKey,metadataValue),sheets(properties(sheetId,title,sheetType,hidden,gridProperties),data(rowData/values(userEnteredValue,effectiveValue,effectiveFormat/numberFormat/type,note),rowMetadata(hiddenByUser,hiddenByFilter),columnMetadata/hiddenByUser),conditionalFormats,rowGroups,charts(chartId,spec(title,altText,basicChart(chartType,domains,series))),protectedRanges(protectedRangeId,description,range),basicFilter/range,developerMetadata(metadataId,metadataKey,metadataValue))";

/** Check every table, mark what is wrong in place and list it in the Checks sheet. */
function classeurCheck() {
  runAction("check");
}

/** Compute the cost report of a period, in place. */
function classeurCosts() {
  runAction("costs");
}

/** Put every kept version of the budget beside the one in use, in place. */
function classeurBudgets() {
  runAction("budgets");
}

/** Prove the floats and list what is to be paid and the deposits that are out, in place. */
function classeurCash() {
  runAction("cash");
}

/** Check the schedule and write the day out of days, in place. */
function classeurSchedule() {
  runAction("schedule");
}
