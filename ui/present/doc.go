// Package present turns what the program knows into words for people, and what
// people type into values: translations, dates, eras, ages, names, numbers, the
// state of syncing, and the differences between two texts.
//
// Terms:
//
//   - A message is one text of the translations, found by its key.
//   - A placeholder is {0}, {1} … for arguments in order or {name} for Named
//     ones; {0|day|days} picks the word for one or for many.
//   - A tone is what a colour says; the screen picks the colour.
//
// Translations are flat JSON files of keys and texts, LANGUAGE/AREA.json, the
// same keys and placeholders in each language and each key in one file only.
package present
