package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// candidate is an entry of a person, or of a family itself, that may be meant.
type candidate struct {
	file    uuid.UUID // the case where it is shown
	person  uuid.UUID // as whom it is shown there; zero for a family
	own     *Record   // the entry itself
	family  *Record   // of its case, once it was asked for
	score   int
	reasons []string
}

func (c *candidate) name() string {
	if c.own.Kind == KindFamily {
		return c.own.Text("name")
	}
	return strings.TrimSpace(c.own.Text("family_name") + " " + c.own.Text("given_name"))
}

func (c *candidate) kana() string {
	if c.own.Kind == KindFamily {
		return c.own.Text("kana")
	}
	return c.own.Text("family_kana") + c.own.Text("given_kana")
}

// candidates looks into the index of names, and for addresses into that of
// texts, one question at a time: many people of one name must not push out the
// one with the birth date.
func (s *Store) candidates(ctx context.Context, names, texts []string) ([]*candidate, error) {
	var out []*candidate
	seen := map[uuid.UUID]bool{}
	for i, match := range slices.Concat(names, texts) {
		index := "seek_name"
		if i >= len(names) {
			index = "seek_text"
		}
		some, err := s.candidatesOf(ctx, index, match)
		if err != nil {
			return nil, err
		}
		for _, c := range some {
			if !seen[c.own.ID] {
				seen[c.own.ID] = true
				out = append(out, c)
			}
		}
	}
	return out, nil
}

func (s *Store) candidatesOf(ctx context.Context, index, match string) ([]*candidate, error) {
	rows, err := s.db.Read().QueryContext(ctx, `SELECT r.record, r.file, r.kind, r.fields, coalesce(w.target, r.file), coalesce(m.shown, r.record)
		FROM (SELECT rowid AS id FROM `+index+` WHERE `+index+` MATCH ? ORDER BY rowid DESC LIMIT ?) f
		JOIN record r ON r.id = f.id LEFT JOIN shown w ON w.file = r.file LEFT JOIN same m ON m.person = r.record
		WHERE r.kind IN ('family', 'person') AND r.state = 'confirmed'`, match, alikeWindow)
	if err != nil {
		return nil, fmt.Errorf("find alike: %w", s.fault(err))
	}
	return s.scanCandidates(rows)
}

// scanCandidates reads entries with the case where each is shown, and as whom.
func (s *Store) scanCandidates(rows *sql.Rows) ([]*candidate, error) {
	defer rows.Close()
	var out []*candidate
	for rows.Next() {
		c := &candidate{own: &Record{}}
		var raw []byte
		if err := rows.Scan(&c.own.ID, &c.own.Case, &c.own.Kind, &raw, &c.file, &c.person); err != nil {
			return nil, fmt.Errorf("find alike: %w", err)
		}
		fields, err := decodeFields(raw)
		if err != nil {
			return nil, fmt.Errorf("find alike: %w", err)
		}
		c.own.Fields = fields
		if c.own.Kind == KindFamily {
			c.person = uuid.Nil
		}
		out = append(out, c)
	}
	return out, s.fault(rows.Err())
}

// addFamilies gives candidates the family entry of the case where they were
// written.
func (s *Store) addFamilies(ctx context.Context, found []*candidate) error {
	families := map[uuid.UUID]*Record{}
	for _, c := range found {
		families[c.own.Case] = nil
	}
	files := slices.Collect(maps.Keys(families))
	for part := range slices.Chunk(files, listChunk) {
		marks, args := inList(part)
		rows, err := s.db.Read().QueryContext(ctx, `SELECT `+recordColumns+recordFrom+
			`WHERE r.file IN (`+marks+`) AND r.kind = 'family' AND r.state = 'confirmed'`, args...)
		if err != nil {
			return fmt.Errorf("find families: %w", s.fault(err))
		}
		for rows.Next() {
			r, err := scanRecord(rows)
			if err != nil {
				rows.Close()
				return fmt.Errorf("find families: %w", err)
			}
			families[r.Case] = r
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return fmt.Errorf("find families: %w", s.fault(err))
		}
	}
	for _, c := range found {
		c.family = families[c.own.Case]
	}
	return nil
}

// matches are the questions to the index of names.
func (w *wanted) matches() []string {
	var out []string
	if w.birth.Valid() {
		out = append(out, quoted(markBirth+strings.ReplaceAll(w.birth.String(), "-", "")))
	}
	if len(w.phone) >= minPhone {
		out = append(out, quoted(markPhone+w.phone)+"*")
	}
	if ways := w.nameWays(); len(ways) > 0 {
		out = append(out, strings.Join(ways, " OR "))
	}
	return out
}

// nameWays are the ways in which a name may have been typed: in order, the
// given name first, as a reading with other long vowels, in Latin letters.
func (w *wanted) nameWays() []string {
	var ways []string
	add := func(tokens []string) {
		tokens = slices.DeleteFunc(tokens, func(t string) bool { return len([]rune(t)) < 2 })
		if way := conjunction(tokens); len(tokens) > 0 && !slices.Contains(ways, way) {
			ways = append(ways, way)
		}
	}
	add(casework.QueryTokens(w.Name))
	if sign := []rune(w.fold); len(w.words) == 1 && len(sign) <= longestName {
		for i := 1; i < len(sign); i++ {
			add(casework.QueryTokens(string(sign[:i]) + " " + string(sign[i:])))
		}
	}
	keys := casework.RomajiQuery(w.Name)
	if key := casework.RomajiKey(w.Name); key != "" {
		keys = append(keys, key)
	}
	for i := range ways {
		ways[i] = "(" + ways[i] + ")"
	}
	for _, key := range keys {
		if len(key) > 1 {
			ways = append(ways, quoted(markRomaji+key)+"*")
		}
	}
	return ways
}

// places are the questions to the index of texts: an address as it may have
// been written down. Beside a birth date or a telephone number nobody is found
// by an address alone that is worth the look.
func (w *wanted) places() []string {
	if w.birth.Valid() || len(w.phone) >= wholePhone {
		return nil
	}
	place, numbers, _ := strings.Cut(w.address, "-")
	sign := []rune(place)
	digits := len(sign)
	for digits > 0 && sign[digits-1] >= '0' && sign[digits-1] <= '9' {
		digits--
	}
	block := string(sign[digits:])
	if digits < 2 || block == "" {
		return nil
	}
	var ways []string
	for _, text := range spellings(string(sign[:digits]), block, strings.Split(numbers, "-")) {
		if tokens := casework.QueryTokens(text); len(tokens) > 0 {
			ways = append(ways, "("+conjunction(tokens)+")")
		}
	}
	return []string{strings.Join(ways, " OR ")}
}

// spellings are the common ways to write the numbers of an address.
func spellings(place, block string, rest []string) []string {
	numbers := strings.Trim(strings.Join(rest, "-"), "-")
	out := []string{place + block + "-" + numbers}
	blocks := []string{block}
	if len(block) == 1 && block >= "1" && block <= "9" {
		blocks = append(blocks, string([]rune("一二三四五六七八九")[block[0]-'1']))
	}
	for _, b := range blocks {
		out = append(out, place+b+"丁目"+numbers)
		if len(rest) == 2 {
			out = append(out, place+b+"丁目"+rest[0]+"番"+rest[1]+"号", place+b+"丁目"+rest[0]+"番地"+rest[1], place+b+"丁目"+rest[0]+"番地の"+rest[1])
		}
		if len(rest) == 1 && rest[0] != "" {
			out = append(out, place+b+"丁目"+rest[0]+"番", place+b+"丁目"+rest[0]+"番地")
		}
	}
	return out
}
