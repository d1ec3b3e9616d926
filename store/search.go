package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// searchWindow is how many candidates of an index are looked at closely.
const searchWindow = 400

// Search finds families, persons, agencies and entries by what anyone
// remembers of them: kanji in any variant, kana, katakana, the beginning of
// the romaji, a piece of the telephone number, a date of birth, or words of
// a text. It wants two characters; names come before texts.
func (s *Store) Search(ctx context.Context, query string, limit int) ([]Hit, error) {
	q := casework.ParseQuery(query)
	if len([]rune(q.Fold)) < 2 {
		return nil, nil
	}
	var hits []ranked
	if match := nameMatch(q); match != "" {
		names, err := s.seek(ctx, "seek_name", match, q)
		if err != nil {
			return nil, err
		}
		hits = names
	}
	if len(hits) < limit && len(q.Tokens) > 0 {
		texts, err := s.seek(ctx, "seek_text", conjunction(q.Tokens), q)
		if err != nil {
			return nil, err
		}
		hits = append(hits, texts...)
	}
	found := best(hits, limit)
	for i := range found {
		if err := s.withhold(ctx, &found[i]); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// withhold takes out of an answer what says where a protected family is found:
// what matched is its telephone, or words that may be its address or school.
func (s *Store) withhold(ctx context.Context, h *Hit) error {
	if !h.reaches || h.Case == uuid.Nil {
		return nil
	}
	guarded, err := s.Guarded(ctx, h.Case)
	if guarded {
		h.Sub = ""
	}
	if guarded && h.Kind == KindAgency {
		h.Title = h.Family // the agency may be a child's school
	}
	return err
}

// ranked is a hit with its place: lower is better.
type ranked struct {
	Hit
	rank int
	kana string
}

func best(hits []ranked, limit int) []Hit {
	slices.SortStableFunc(hits, func(a, b ranked) int { return cmp.Or(a.rank-b.rank, strings.Compare(a.kana, b.kana)) })
	var out []Hit
	seen := map[uuid.UUID]bool{}
	for _, h := range hits {
		if !seen[h.Record] && len(out) < limit {
			seen[h.Record] = true
			out = append(out, h.Hit)
		}
	}
	return out
}

// nameMatch is the query for the index of names: words, or romaji, or a
// telephone number, or a date of birth.
func nameMatch(q casework.Query) string {
	var ways []string
	if len(q.Tokens) > 0 {
		ways = append(ways, "("+conjunction(q.Tokens)+")")
	}
	for _, r := range q.Romaji {
		ways = append(ways, quoted(markRomaji+r)+"*")
	}
	if q.Phone != "" {
		ways = append(ways, quoted(markPhone+q.Phone)+"*")
	}
	if !q.Birth.IsZero() {
		ways = append(ways, quoted(markBirth+commonDigits(q.Birth))+"*")
	}
	return strings.Join(ways, " OR ")
}

func conjunction(tokens []string) string {
	terms := make([]string, len(tokens))
	for i, t := range tokens {
		terms[i] = quoted(t)
	}
	return strings.Join(terms, " AND ")
}

func quoted(t string) string { return `"` + strings.ReplaceAll(t, `"`, `""`) + `"` }

// commonDigits is what all days of a range begin with.
func commonDigits(r casework.DateRange) string {
	from, to := strings.ReplaceAll(r.From.String(), "-", ""), strings.ReplaceAll(r.To.String(), "-", "")
	n := 0
	for n < len(from) && n < len(to) && from[n] == to[n] {
		n++
	}
	return from[:n]
}

func (s *Store) seek(ctx context.Context, index, match string, q casework.Query) ([]ranked, error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT r.record, coalesce(w.target, r.file), r.kind, r.fields, k.name, k.kana
		FROM (SELECT rowid AS id FROM `+index+` WHERE `+index+` MATCH ? ORDER BY rowid DESC LIMIT ?) f
		JOIN record r ON r.id = f.id LEFT JOIN shown w ON w.file = r.file LEFT JOIN casefile k ON k.file = r.file`, match, searchWindow)
	if err != nil {
		return nil, fmt.Errorf("search: %w", s.fault(err))
	}
	defer rows.Close()
	var out []ranked
	for rows.Next() {
		var h ranked
		var raw []byte
		var name, kana *string
		if err := rows.Scan(&h.Record, &h.Case, &h.Kind, &raw, &name, &kana); err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		if name != nil && kana != nil {
			h.Family, h.kana = *name, *kana
		}
		fields, err := decodeFields(raw)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		if judge(&h, &Record{Kind: h.Kind, Fields: fields}, q) {
			out = append(out, h)
		}
	}
	return out, s.fault(rows.Err())
}

// judge looks at a candidate closely: it says what matched and how well, and
// drops what only shares pairs of characters with the query.
func judge(h *ranked, r *Record, q casework.Query) bool {
	switch h.Kind {
	case KindFamily:
		return judgeName(h, r.Text("name"), r.Text("kana"), []string{r.Text("kana")}, r, q)
	case KindPerson:
		name := strings.TrimSpace(r.Text("family_name") + " " + r.Text("given_name"))
		kana := strings.TrimSpace(r.Text("family_kana") + " " + r.Text("given_kana"))
		if judgeName(h, name, kana, []string{r.Text("family_kana"), r.Text("given_kana"), kana}, r, q) {
			h.rank++
			return true
		}
	case KindResource:
		if judgeName(h, r.Text("name"), r.Text("kana"), []string{r.Text("kana")}, r, q) {
			h.rank += 2
			return true
		}
	case KindAgency:
		if judgeName(h, r.Text("name"), r.Text("role"), nil, r, q) {
			h.rank, h.reaches = h.rank+2, true
			return true
		}
	}
	return judgeText(h, r, q)
}

func judgeName(h *ranked, name, kana string, readings []string, r *Record, q casework.Query) bool {
	h.Title, h.Sub = name, kana
	want := strings.ReplaceAll(q.Fold, " ", "")
	for _, text := range []string{name, kana, r.Text("alias"), r.Text("number")} {
		have := strings.ReplaceAll(casework.Fold(text), " ", "")
		if i := strings.Index(have, want); i >= 0 {
			if i > 0 {
				h.rank = 10
			}
			return true
		}
	}
	for _, reading := range readings {
		key := casework.RomajiKey(reading)
		if slices.ContainsFunc(q.Romaji, func(begin string) bool { return key != "" && strings.HasPrefix(key, begin) }) {
			return true
		}
	}
	if phone := casework.FoldPhone(r.Text("phone")); q.Phone != "" && strings.Contains(phone, q.Phone) {
		h.Sub, h.rank, h.reaches = r.Text("phone"), 5, true
		return true
	}
	if birth, err := casework.ParseISO(r.Text("birth_date")); err == nil && q.Birth.Contains(birth) {
		h.Sub, h.rank = birth.String(), 5
		return true
	}
	return false
}

// judgeText finds the words in what was written and shows them with their
// surroundings.
func judgeText(h *ranked, r *Record, q casework.Query) bool {
	for _, v := range r.Fields {
		text, ok := v.(string)
		if !ok {
			continue
		}
		if at := strings.Index(casework.Fold(text), q.Fold); at >= 0 {
			h.Title, h.Sub, h.rank = cmp.Or(h.Family, r.Text(titleFields[r.Kind])), around(text, at), 100
			h.reaches = slices.Contains(reachingKinds, r.Kind)
			return true
		}
	}
	return false
}

// reachingKinds are the kinds of which some field says where people are found.
var reachingKinds = []string{KindFamily, KindPerson, KindAgency, KindTransfer, KindAbsence}

// around cuts a text to the neighbourhood of a byte place of its fold. The
// fold of Japanese text keeps places closely enough for a glimpse.
func around(text string, at int) string {
	const before, length = 10, 40
	runes := []rune(strings.ReplaceAll(text, "\n", " "))
	start := max(0, min(at/3-before, len(runes)-length))
	cut := runes[start:min(len(runes), start+length)]
	out := string(cut)
	if start > 0 {
		out = "…" + out
	}
	if start+length < len(runes) {
		out += "…"
	}
	return out
}
