// Package assets holds what is built into the program: the forms of records,
// the code lists, the growth tables, the translations, the fonts and the
// icons.
//
// Each exported file system is rooted at its own folder, so that
// Forms holds "visit.json" and not "forms/visit.json".
package assets

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed forms/*.json codes/*.csv growth/*.csv i18n
var files embed.FS

var (
	// Forms holds one FHIR R5 Questionnaire per kind of record: KIND.json.
	Forms = folder("forms")
	// Codes holds one code list per file: NAME.csv with the columns code, ja,
	// en, parent, from, to.
	Codes = folder("codes")
	// Growth holds the percentile tables of the national growth surveys of
	// 2023 (growth_r5.csv: weight kg, height cm, head cm) and of 2010
	// (growth_chest_h22.csv: chest cm).
	Growth = folder("growth")
	// I18n holds the translations: ja/NAME.json and en/NAME.json.
	I18n = folder("i18n")
)

// folder panics when the folder was not embedded: that is an error in this
// file and cannot happen later.
func folder(name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil {
		panic(fmt.Sprintf("open embedded folder %s: %v", name, err))
	}
	return sub
}
