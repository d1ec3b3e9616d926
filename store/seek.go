package store

import (
	"slices"
	"strings"

	"yorisoi/store/casework"
	"yorisoi/store/form"
)

// saveSeek renews a record's rows in the search indexes.
func (b *batch) saveSeek(t *touched) error {
	id := t.row
	if id < 0 {
		id = -id
	} else {
		for _, query := range []string{`DELETE FROM seek_name WHERE rowid = ?`, `DELETE FROM seek_text WHERE rowid = ?`} {
			if _, err := b.exec(query, id); err != nil {
				return err
			}
		}
	}
	for query, tokens := range map[string]string{
		`INSERT INTO seek_name (rowid, tokens) VALUES (?, ?)`: t.made.names,
		`INSERT INTO seek_text (rowid, tokens) VALUES (?, ?)`: t.made.words,
	} {
		if tokens == "" {
			continue
		}
		if _, err := b.exec(query, id, tokens); err != nil {
			return err
		}
	}
	return nil
}

// Marks that keep romaji, telephone numbers and dates of birth apart from
// words in the index of names, whose tokens have two characters at most. They
// are letters, since the tokenizer splits at every other ASCII sign.
const (
	markRomaji = "roma"
	markPhone  = "fone"
	markBirth  = "born"
)

// nameTokens are the tokens of what a family, person, agency or resource is
// found by. The office file is of no family and has no persons.
func (s *Store) nameTokens(r *row) string {
	var words, kana []string
	if r.file == s.Office() && r.Kind != KindResource {
		return ""
	}
	switch r.Kind {
	case KindFamily:
		words, kana = []string{r.text("name"), r.text("kana"), r.text("number")}, []string{r.text("kana")}
	case KindPerson:
		words = []string{r.text("family_name") + " " + r.text("given_name"), r.text("family_kana") + " " + r.text("given_kana"), r.text("alias")}
		kana = []string{r.text("family_kana"), r.text("given_kana"), r.text("family_kana") + r.text("given_kana")}
	case KindAgency:
		words = []string{r.text("name"), r.text("person")}
	case KindResource:
		words, kana = []string{r.text("name"), r.text("kana"), r.text("contact_person")}, []string{r.text("kana")}
	default:
		return ""
	}
	var tokens []string
	for _, w := range words {
		tokens = append(tokens, casework.SearchTokens(w)...)
	}
	for _, k := range kana {
		if key := casework.RomajiKey(k); key != "" {
			tokens = append(tokens, markRomaji+key)
		}
	}
	tokens = append(tokens, phoneTokens(r.text("phone"))...)
	if birth := r.text("birth_date"); birth != "" {
		tokens = append(tokens, markBirth+strings.ReplaceAll(birth, "-", ""))
	}
	return strings.Join(tokens, " ")
}

// phoneTokens are a telephone number's ends, so that any run of its digits is
// the beginning of one of them.
func phoneTokens(phone string) []string {
	digits := casework.FoldPhone(phone)
	var tokens []string
	for i := 0; i+3 <= len(digits); i++ {
		tokens = append(tokens, markPhone+digits[i:])
	}
	return tokens
}

// textTokens are the pairs of characters of everything written in a record.
func (s *Store) textTokens(r *row) string {
	if slices.Contains(wordless, r.Kind) {
		return ""
	}
	f := s.Library().Form(r.Kind)
	var all strings.Builder
	for name, v := range r.values {
		text, ok := v.(string)
		if !ok || text == "" || !isWords(f, name) {
			continue
		}
		all.WriteString(text)
		all.WriteByte('\n')
	}
	return strings.Join(casework.SearchTokens(all.String()), " ")
}

// wordless are the kinds whose texts are copies, or machinery: the document of
// an approval is found itself. Who reported is found by nobody: only few may
// read it (reference §11.2), and a search tells everybody.
var wordless = []string{KindReporter, KindTemplate, KindSettings, KindApproval, KindApprovalStep, KindMerge, KindDistinct, KindAuditMark, KindRotation, KindHandover}

// isWords reports whether a field holds what somebody wrote, rather than a
// code, a date or an id. Fields of an unknown form count as words.
func isWords(f *form.Form, name string) bool {
	if f == nil {
		return true
	}
	item := f.Item(name)
	if item == nil {
		return name != fieldParent
	}
	return (item.Type == form.String || item.Type == form.Text) && item.Refers == ""
}
