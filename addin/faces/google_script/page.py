"""The words of the page on the buttons in Google Sheets."""

HEAD = """# Buttons in Google Sheets

Made from the registry of actions, `addin/actions/registry.py`, by `addin/faces/google_script/document.py`.

## Installing (English)

1. Run the service where Google can reach it: `classeur serve` behind an HTTPS address of yours (see the `[serve]` part of
   `classeur.toml`). Google's servers call it, so an address of your own computer does not do.
2. Open the spreadsheet, then Extensions > Apps Script. An empty project opens.
3. Project settings (the cog) > tick "Show appsscript.json manifest file".
4. In the editor, replace the content of `appsscript.json` by ours, and add one script file for each `.js` file of
   `addin/faces/google_script/` (the same names; the editor adds `.gs`). With clasp, `clasp push` from that folder does the same.
5. Reload the spreadsheet. A menu named Classeur appears. Google asks once what the script may do:
   read and write spreadsheets, call the service, tell it your address, show its windows, and run on a change.
6. Classeur > Settings: enter the service's address and, if need be, the language. It is kept in this spreadsheet for everyone.
7. Admit people to the service. In `classeur.toml`, `[serve.google]` holds `audience`, the script's OAuth client
   (Project settings > Google Cloud project > Credentials), and `domains` or `[[serve.users]]`, who may use it in which role.
8. For Sync, share the spreadsheet with the service account and list it as `google:ID` under `[[books]]`.
9. A button on the sheet: Insert > Drawing, draw it, then its three dots > Assign script, and type a function of the table below.
10. Classeur > Sync on every change asks the service for a sync within two minutes of a change, in the name of whoever clicked.
    Classeur > No longer sync on every change takes that away.

Whoever may edit the spreadsheet may edit its script and the service's address. Give edit rights to people you would let use the
service. The freeze of a cost report is not among the buttons: `classeur costs BOOK --period P --issue`. Its
level, episode and department are settings of the Production sheet.

## Installation (français)

1. Faites tourner le service là où Google l'atteint : `classeur serve` derrière une adresse HTTPS à vous (voir la partie `[serve]` de
   `classeur.toml`). Ce sont les serveurs de Google qui l'appellent : une adresse de votre ordinateur ne suffit pas.
2. Ouvrez le classeur, puis Extensions > Apps Script. Un projet vide s'ouvre.
3. Paramètres du projet (la roue dentée) > cochez « Afficher le fichier manifeste appsscript.json ».
4. Dans l'éditeur, remplacez le contenu d'`appsscript.json` par le nôtre, et ajoutez un fichier de script pour chaque fichier `.js` de
   `addin/faces/google_script/` (mêmes noms ; l'éditeur ajoute `.gs`). Avec clasp, `clasp push` depuis ce dossier fait de même.
5. Rechargez le classeur. Un menu Classeur apparaît. Google demande une fois ce que le script peut faire :
   lire et écrire des feuilles de calcul, appeler le service, lui dire votre adresse, montrer ses fenêtres, agir lors d'un changement.
6. Classeur > Réglages : saisissez l'adresse du service et, au besoin, la langue. Elles sont gardées dans ce classeur pour tout le monde.
7. Admettez les gens au service. Dans `classeur.toml`, `[serve.google]` contient `audience`, le client OAuth du script
   (Paramètres du projet > Projet Google Cloud > Identifiants), et `domains` ou `[[serve.users]]`, qui peut l'utiliser et dans quel rôle.
8. Pour Synchroniser, partagez le classeur avec le compte de service et listez-le comme `google:ID` sous `[[books]]`.
9. Un bouton sur la feuille : Insertion > Dessin, dessinez-le, puis ses trois points > Attribuer un script, et tapez une fonction du tableau
   ci-dessous.
10. Classeur > Synchroniser à chaque changement demande au service une synchronisation moins de deux minutes après un changement, au nom de
    la personne qui a cliqué. Classeur > Ne plus synchroniser à chaque changement l'enlève.

Qui peut modifier le classeur peut modifier son script et l'adresse du service. Ne donnez ce droit qu'à des gens que vous laisseriez
utiliser le service. L'arrêté d'une situation n'est pas parmi les boutons : `classeur costs CLASSEUR --period P --issue`.
Son niveau, son épisode et son département sont des réglages de la feuille Production.

## What a click does · Ce que fait un clic

The spreadsheet is read once, whole; the service computes; the spreadsheet is looked at again; all that is to be written is written in
one batch, or nothing is. When a row moved meanwhile nothing is written, and a message says so. Tabs that show results are never sent.
One message says in one sentence what came out.

Le classeur est lu une fois, en entier ; le service calcule ; le classeur est regardé de nouveau ; tout ce qui est à écrire l'est d'un
bloc, ou rien ne l'est. Quand une ligne a bougé entre-temps, rien n'est écrit et un message le dit. Les onglets de résultats ne sont
jamais envoyés. Un message dit en une phrase ce qu'il en est.

A result has its charts, its rows in groups that fold and its alarms, as in the .xlsx; the next click replaces them and leaves your
own charts, groups and conditional formats. A chart that you move stays where you put it while it shows the same rows.

Un résultat a ses graphiques, ses lignes groupées qui se replient et ses alarmes, comme dans le .xlsx ; le clic suivant les remplace et
laisse vos propres graphiques, groupes et mises en forme conditionnelles. Un graphique que vous déplacez reste où vous l'avez mis tant
qu'il montre les mêmes lignes.

## The buttons · Les boutons

| button · bouton | function · fonction | what it does · ce qu'il fait |
|---|---|---|
"""
