// Every sentence of the pane, in English and French.
const TEXTS = {
  actions: ["Actions", "Actions"],
  findings: ["Findings", "Constats"],
  conflicts: ["Conflicts", "Conflits"],
  history: ["History", "Historique"],
  account: ["Account", "Compte"],
  sections: ["Sections of the pane", "Rubriques du volet"],
  asProduction: ["As the Production sheet says", "Comme le dit la feuille Production"],
  periodFirst: ["Choose the period to report, then press again.", "Choisissez la période à arrêter, puis appuyez de nouveau."],
  reading: ["reading the workbook", "lecture du classeur"],
  computing: ["computing", "calcul"],
  writing: ["writing the workbook", "écriture du classeur"],
  busy: ["Something is running. Wait for its end.", "Une action est en cours. Attendez-en la fin."],
  moved: [
    "The workbook changed meanwhile; nothing was written. Press again.",
    "Le classeur a changé entre-temps ; rien n'a été écrit. Appuyez de nouveau.",
  ],
  protected: [
    "The sheet {sheet} is protected; nothing was written. Unprotect it, then press again.",
    "La feuille {sheet} est protégée ; rien n'a été écrit. Ôtez la protection, puis appuyez de nouveau.",
  ],
  excelRefused: [
    "Excel refused a change. Finish editing the cell, undo what was half done, then press again.",
    "Excel a refusé une modification. Terminez la saisie de la cellule, annulez ce qui est resté à moitié, puis appuyez de nouveau.",
  ],
  signInFirst: [
    "Sign in first: under Account, enter the key that you were given.",
    "Connectez-vous d'abord : dans Compte, entrez la clé qu'on vous a donnée.",
  ],
  unreachable: [
    "The service does not answer. Check the connection, or tell whoever runs it.",
    "Le service ne répond pas. Vérifiez la connexion, ou prévenez la personne qui le gère.",
  ],
  tooLong: ["The service took too long; nothing was written.", "Le service a mis trop de temps ; rien n'a été écrit."],
  written: ["Written: ", "Écrit : "],
  error: ["Errors", "Erreurs"],
  warning: ["Warnings", "Avertissements"],
  note: ["Notes", "Remarques"],
  noFindings: [
    "No finding yet. Press Check under Actions.",
    "Aucun constat pour l'instant. Appuyez sur Contrôler dans Actions.",
  ],
  allWell: ["Nothing to look at.", "Rien à signaler."],
  goTo: ["Go to the cell: ", "Aller à la cellule : "],
  more: ["Show {count} more", "En montrer {count} de plus"],
  gone: ["That sheet is no longer there.", "Cette feuille n'existe plus."],
  sync: ["Sync", "Synchronisation"],
  syncNow: ["Sync now", "Synchroniser"],
  syncHelp: [
    "Bring a book of the production and the office's store into agreement.",
    "Mettre d'accord un classeur de la production et la base du bureau.",
  ],
  book: ["Book", "Classeur"],
  chooseBook: ["Choose the book to sync, then press again.", "Choisissez le classeur à synchroniser, puis appuyez de nouveau."],
  noBooks: ["There is no book that you may sync.", "Il n'y a aucun classeur que vous puissiez synchroniser."],
  confirmSync: ["Go on although the service asks", "Continuer malgré la question du service"],
  synced: [
    "Rows read: {read}; cells from the sheet: {up}, to the sheet: {down}; conflicts: {conflicts}.",
    "Lignes lues : {read} ; cellules venues de la feuille : {up}, vers la feuille : {down} ; conflits : {conflicts}.",
  ],
  refresh: ["Refresh", "Actualiser"],
  noConflicts: ["No conflict waits for a choice.", "Aucun conflit n'attend de choix."],
  conflictOf: ["{table}, {column}", "{table}, {column}"],
  wholeRow: ["the whole row", "toute la ligne"],
  record: ["Record", "Fiche"],
  before: ["Before", "Avant"],
  takeSheet: ["The sheet's", "Celle de la feuille"],
  takeStore: ["The store's", "Celle de la base"],
  takeValue: ["Another", "Une autre"],
  ownValue: ["Another value", "Autre valeur"],
  chooseOne: ["Which value is right?", "Quelle valeur est la bonne ?"],
  keep: ["Keep this value", "Garder cette valeur"],
  kept: ["Settled: the books get it at their next sync.", "Réglé : les classeurs le recevront à leur prochaine synchronisation."],
  blank: ["(blank)", "(vide)"],
  pair: ["{name}: {value}", "{name} : {value}"],
  by: ["{who}, {when}", "{who}, {when}"],
  noHistory: ["Nothing has changed yet.", "Rien n'a encore changé."],
  cells: ["Cells: {count}", "Cellules : {count}"],
  changes: ["What changed", "Ce qui a changé"],
  leftOff: ["and {count} more", "et {count} de plus"],
  undo: ["Undo", "Annuler"],
  undoThis: ["Undo this run", "Annuler ce passage"],
  undoSure: [
    "Changed by {who} on {when} (cells: {count}). Take it back? What was changed since stays.",
    "Changé par {who} le {when} (cellules : {count}). Annuler ce passage ? Ce qui a été changé depuis reste.",
  ],
  cancel: ["Leave it", "Laisser"],
  undone: [
    "Cells taken back: {cells}; left, because they changed since: {kept}.",
    "Cellules reprises : {cells} ; laissées, car changées depuis : {kept}.",
  ],
  key: ["Your key", "Votre clé"],
  keyHelp: [
    "It begins with classeur_. It stays in this browser and is shown to nobody. With a Microsoft account that the service knows, none is needed.",
    "Elle commence par classeur_. Elle reste dans ce navigateur et n'est montrée à personne. Avec un compte Microsoft que le service connaît, il n'en faut pas.",
  ],
  keepKey: ["Sign in", "Se connecter"],
  forgetKey: ["Sign out", "Se déconnecter"],
  keyKept: ["A key is kept here.", "Une clé est gardée ici."],
  noKey: ["No key is kept here.", "Aucune clé n'est gardée ici."],
  notKey: ["A key begins with classeur_.", "Une clé commence par classeur_."],
  functions: ["Functions in cells", "Fonctions dans les cellules"],
  recalculate: ["Recalculate the functions", "Recalculer les fonctions"],
  recalculated: ["Recalculated.", "Recalculé."],
  recalculateHelp: [
    "Functions that read the workbook are computed when their arguments change, or with this button.",
    "Les fonctions qui lisent le classeur se calculent quand leurs arguments changent, ou avec ce bouton.",
  ],
  notExcel: ["This pane works inside Excel.", "Ce volet fonctionne dans Excel."],
};

/** French for a French Excel, English otherwise. */
export function lang() {
  const display = globalThis.Office?.context?.displayLanguage || navigator.language || "en";
  return display.toLowerCase().startsWith("fr") ? "fr" : "en";
}

/** One text in the person's language, its {words} filled in. */
export function say(key, words = {}) {
  const text = TEXTS[key][lang() === "fr" ? 1 : 0];
  const shown = (word) => (typeof word === "number" ? new Intl.NumberFormat(lang()).format(word) : word);
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(shown(words[name]) ?? whole));
}

/** A formula as this Excel writes it: French ones part arguments with semicolons. */
export function asFormula(text) {
  return lang() === "fr" ? text.replaceAll(", ", " ; ") : text;
}

/** A text that Python gives in both languages. */
export function both(text) {
  return text[lang()];
}

/** A day and time as people here write it. */
export function when(text) {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return text;
  return new Intl.DateTimeFormat(lang(), { dateStyle: "medium", timeStyle: "short" }).format(moment);
}
