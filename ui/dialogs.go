package ui

import (
	"encoding/json"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"yorisoi/ui/present"
)

// speak puts every text into a language.
func (p *Program) speak(l present.Language) {
	present.SetLanguage(l)
	if err := speakInDialogs(); err != nil {
		p.c.Log.Error("words of dialogs", "error", err)
	}
}

// dialogWords are the words of the toolkit's own file dialogs, by the keys
// that it looks them up with.
var dialogWords = map[string]string{
	"Open":              "dialog.open",
	"Save":              "dialog.save",
	"Cancel":            "dialog.cancel",
	"File":              "dialog.file",
	"Folder":            "dialog.folder",
	"New Folder":        "dialog.new_folder",
	"Create Folder":     "dialog.create_folder",
	"Show Hidden Files": "dialog.hidden",
	"Enter filename":    "dialog.filename",
	"(Parent)":          "dialog.parent",
	"Favourites":        "dialog.favourites",
	"Confirm":           "dialog.confirm",
	"Yes":               "dialog.yes",
	"No":                "dialog.no",
	"OK":                "dialog.ok",
	"Error":             "dialog.error",
	"file.name":         "dialog.name",
	"file.parent":       "dialog.parent_column",
}

// speakInDialogs puts those words into the language of the program, whatever
// the system's is: the toolkit knows no Japanese.
func speakInDialogs() error {
	words := map[string]any{}
	for key, own := range dialogWords {
		words[key] = present.T(own)
	}
	for _, key := range []string{"file.name", "file.parent"} {
		words[key] = map[string]any{"other": words[key]}
	}
	raw, err := json.Marshal(words)
	if err != nil {
		return err
	}
	for _, locale := range []fyne.Locale{"ja", "en"} {
		if err := lang.AddTranslationsForLocale(raw, locale); err != nil {
			return err
		}
	}
	return nil
}
