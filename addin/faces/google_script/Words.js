// What the buttons say, in the language of whoever clicks.

const WORDS = {
  sync: { en: "Sync now", fr: "Synchroniser" },
  undo: { en: "Undo the last sync…", fr: "Annuler la dernière synchronisation…" },
  changed: { en: "What changed", fr: "Ce qui a changé" },
  settings: { en: "Settings…", fr: "Réglages…" },
  watch: { en: "Sync on every change", fr: "Synchroniser à chaque changement" },
  unwatch: { en: "No longer sync on every change", fr: "Ne plus synchroniser à chaque changement" },
  running: {
    en: "A button is already at work in this spreadsheet. Wait for its end.",
    fr: "Un bouton est déjà à l'œuvre dans ce classeur. Attendez qu'il ait fini.",
  },
  failed: {
    en: "This did not work. Try again; if it comes back, tell whoever runs the service.",
    fr: "Cela n'a pas marché. Réessayez ; si cela revient, prévenez la personne qui gère le service.",
  },
  noAddress: {
    en: "The service's address is not set. Enter it: Classeur menu, Settings.",
    fr: "L'adresse du service n'est pas réglée. Saisissez-la : menu Classeur, Réglages.",
  },
  badAddress: {
    en: "This is not an address of the service. It begins with https:// and holds no ? and no #.",
    fr: "Ce n'est pas une adresse du service. Elle commence par https:// et n'a ni ? ni #.",
  },
  badLanguage: { en: "The language is en, fr, or blank.", fr: "La langue est en, fr, ou rien." },
  unreachable: {
    en: "The service does not answer at {0}. Check the address in Settings, or ask whoever runs it.",
    fr: "Le service ne répond pas à {0}. Vérifiez l'adresse dans Réglages, ou voyez avec la personne qui le gère.",
  },
  notTheService: {
    en: "What answers at {0} is not the service (status {1}). Check the address in Settings.",
    fr: "Ce qui répond à {0} n'est pas le service (statut {1}). Vérifiez l'adresse dans Réglages.",
  },
  noToken: {
    en: "Google does not say who you are. Reload the spreadsheet and allow the script to know your address.",
    fr: "Google ne dit pas qui vous êtes. Rechargez le classeur et permettez au script de connaître votre adresse.",
  },
  noSheets: {
    en: "The script lacks the Google Sheets API. Add it in the script editor, under Services.",
    fr: "Il manque au script l'API Google Sheets. Ajoutez-la dans l'éditeur de script, sous Services.",
  },
  notRead: {
    en: "Google does not let this spreadsheet be read just now. Try again in a minute.",
    fr: "Google ne laisse pas lire ce classeur à l'instant. Réessayez dans une minute.",
  },
  notWritten: {
    en: "Google did not accept the writing. Click again; if it comes back, a tab or a range may be protected.",
    fr: "Google n'a pas accepté l'écriture. Cliquez de nouveau ; si cela revient, un onglet ou une plage est peut-être protégé.",
  },
  moved: {
    en: "“{0}” changed meanwhile, so nothing was written. Click again.",
    fr: "« {0} » a changé entre-temps, donc rien n'a été écrit. Cliquez de nouveau.",
  },
  whole: { en: "This is not a whole number.", fr: "Ce n'est pas un nombre entier." },
  saved: { en: "Settings saved.", fr: "Réglages enregistrés." },
  askAddress: { en: "Address of the service, such as https://classeur.example", fr: "Adresse du service, par exemple https://classeur.example" },
  askLanguage: { en: "Language: en, fr, or blank for that of each account", fr: "Langue : en, fr, ou rien pour celle de chaque compte" },
  synced: {
    en: "Synchronised: {0} cells to the shared store, {1} cells from it, {2} conflicts.",
    fr: "Synchronisé : {0} cellule(s) vers la base commune, {1} depuis elle, {2} conflit(s).",
  },
  step: { en: "{0} ({1} of {2})", fr: "{0} ({1} sur {2})" },
  stillRunning: {
    en: "The sync still goes on without this window. See What changed in a few minutes.",
    fr: "La synchronisation continue sans cette fenêtre. Voyez Ce qui a changé dans quelques minutes.",
  },
  nothingYet: { en: "No sync has changed anything here yet.", fr: "Aucune synchronisation n'a encore rien changé ici." },
  run: { en: "{0}, {1}: {2} cells", fr: "{0}, {1} : {2} cellule(s)" },
  change: { en: "{0}, {1}, {2}: “{3}” → “{4}”", fr: "{0}, {1}, {2} : « {3} » → « {4} »" },
  more: { en: "and {0} more", fr: "et {0} de plus" },
  askUndo: { en: "Undo this?", fr: "Annuler ceci ?" },
  undone: { en: "Undone: {0} cells; {1} kept, as they changed since.", fr: "Annulé : {0} cellule(s) ; {1} gardée(s), changée(s) depuis." },
  watching: { en: "A sync follows every change within two minutes.", fr: "Une synchronisation suit chaque changement en moins de deux minutes." },
  notWatching: { en: "Changes no longer start a sync.", fr: "Les changements ne lancent plus de synchronisation." },
};

/** What the person is told: one sentence, already in their language. */
class Refusal extends Error {}

/** @returns {"en" | "fr"} */
function language() {
  const word = PropertiesService.getDocumentProperties().getProperty("language") || Session.getActiveUserLocale();
  return String(word).startsWith("fr") ? "fr" : "en";
}

/**
 * @param {keyof typeof WORDS} key
 * @param {...unknown} parts
 */
function say(key, ...parts) {
  return WORDS[key][language()].replace(/\{(\d)\}/g, (_, at) => String(parts[Number(at)]));
}
