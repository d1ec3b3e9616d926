package store

import (
	"slices"
	"strings"

	"yorisoi/store/casework"
)

const (
	// minPhone is how many digits of a telephone number are worth a look.
	minPhone = 4
	// wholePhone is how many a telephone number has at least.
	wholePhone = 9
	// longestName is how many signs a name has at most that is cut in two to
	// find it with the given name first.
	longestName = 10
)

// What counts beside casework.Identity.Compare: the beginning of a name, and
// what a family has of its own.
const (
	pointsBegun       = 12
	pointsPartPhone   = 8
	pointsFamilyName  = 15
	pointsFamilyKana  = 15
	pointsFamilyPhone = 45
	pointsFamilyPlace = 30
)

// Codes of reasons, in the order in which they are shown.
const (
	alikeName    = "name"
	alikeKana    = "kana"
	alikeBirth   = "birth"
	alikePhone   = "phone"
	alikeAddress = "address"
	alikeSex     = "sex"
)

var alikeOrder = []string{alikeName, alikeKana, alikeBirth, alikePhone, alikeAddress, alikeSex}

// reasonCode is under which code a reason of casework is shown; what speaks
// against it has none.
var reasonCode = map[casework.Reason]string{
	casework.SameName: alikeName, casework.SameGivenName: alikeName,
	casework.SameKana: alikeKana, casework.SimilarKana: alikeKana,
	casework.SameBirth: alikeBirth, casework.NearBirth: alikeBirth,
	casework.SamePhone: alikePhone, casework.SameAddress: alikeAddress,
}

// wanted is a Sought, made ready to be compared.
type wanted struct {
	Sought
	fold    string   // the name without spaces
	words   []string // of the folded name
	key     string   // the name as a reading
	isKana  bool
	latin   []string
	birth   casework.Date
	phone   string
	address string
}

func wantedOf(q Sought) *wanted {
	w := &wanted{Sought: q, words: strings.Fields(casework.Fold(q.Name)), latin: casework.RomajiQuery(q.Name)}
	w.fold, w.key = strings.Join(w.words, ""), casework.KanaKey(q.Name)
	w.isKana = w.fold != "" && casework.RomajiKey(q.Name) != ""
	w.birth, _ = casework.ParseISO(q.Birth)
	w.phone, w.address = casework.FoldPhone(q.Phone), casework.FoldAddress(q.Address)
	return w
}

// judge says how likely a candidate is who is wanted, and by what.
func (w *wanted) judge(c *candidate) (int, []string) {
	if c.own.Kind == KindFamily {
		return w.judgeFamily(c.own)
	}
	theirs := identityOf(c)
	mine, begun := w.as(theirs)
	l := mine.Compare(theirs)
	score, codes := l.Score, []string{}
	against := false
	for _, r := range l.Reasons {
		code := reasonCode[r]
		if r == casework.SameGivenName && mine.GivenName == "" {
			code = alikeKana
		}
		against = against || code == ""
		codes = append(codes, code)
	}
	if begun != "" && !against {
		score, codes = score+pointsBegun, append(codes, begun)
	}
	if !slices.Contains(codes, alikePhone) && w.partOfPhone(theirs.Phones) {
		score, codes = score+pointsPartPhone, append(codes, alikePhone)
	}
	if theirs.Sex == mine.Sex && (mine.Sex == casework.Male || mine.Sex == casework.Female) {
		codes = append(codes, alikeSex)
	}
	return min(score, 100), inOrder(codes)
}

// inOrder lists each code once, as people read them.
func inOrder(codes []string) []string {
	var out []string
	for _, code := range alikeOrder {
		if slices.Contains(codes, code) {
			out = append(out, code)
		}
	}
	return out
}

// identityOf is what a person's entry is compared by. What it lacks may stand
// with the family.
func identityOf(c *candidate) casework.Identity {
	r := c.own
	id := casework.Identity{
		FamilyName: r.Text("family_name"), GivenName: r.Text("given_name"),
		FamilyKana: r.Text("family_kana"), GivenKana: r.Text("given_kana"),
		Sex: casework.Sex(r.Text("sex")), Address: r.Text("address"),
	}
	id.Birth, _ = casework.ParseISO(r.Text("birth_date"))
	if phone := r.Text("phone"); phone != "" {
		id.Phones = append(id.Phones, phone)
	}
	if c.family == nil {
		return id
	}
	if phone := c.family.Text("phone"); phone != "" {
		id.Phones = append(id.Phones, phone)
	}
	if id.Address == "" {
		id.Address = c.family.Text("address")
	}
	return id
}

// as reads what was typed as the name of somebody: where it fits, it is that
// name; where it only begins it, begun says by what. A whole other given name
// is read as one, for it speaks against the two being the same.
func (w *wanted) as(p casework.Identity) (id casework.Identity, begun string) {
	id = casework.Identity{Sex: casework.Sex(w.Sex), Birth: w.birth, Address: w.Address}
	if w.Phone != "" {
		id.Phones = []string{w.Phone}
	}
	if w.fold == "" {
		return id, ""
	}
	family, given := plainFold(p.FamilyName), plainFold(p.GivenName)
	familyKey, givenKey := casework.KanaKey(p.FamilyKana), casework.KanaKey(p.GivenKana)
	switch {
	case given != "" && (w.fold == family+given || w.fold == given+family):
		id.FamilyName, id.GivenName = p.FamilyName, p.GivenName
	case given != "" && w.fold == given:
		id.GivenName = p.GivenName
	case givenKey != "" && (w.key == familyKey+givenKey || w.key == givenKey+familyKey):
		id.FamilyKana, id.GivenKana = p.FamilyKana, p.GivenKana
	case givenKey != "" && w.key == givenKey:
		id.GivenKana = p.GivenKana
	case begins(w.fold, family+given, given+family):
		begun = alikeName
	case begins(w.key, familyKey+givenKey, givenKey+familyKey) || w.inLatin(p):
		begun = alikeKana
	default:
		w.another(&id, p)
	}
	return id, begun
}

func plainFold(text string) string { return strings.ReplaceAll(casework.Fold(text), " ", "") }

func begins(typed string, names ...string) bool {
	return typed != "" && slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, typed) })
}

func (w *wanted) inLatin(p casework.Identity) bool {
	for _, kana := range []string{p.FamilyKana + p.GivenKana, p.GivenKana + p.FamilyKana, p.GivenKana} {
		if key := casework.RomajiKey(kana); key != "" && slices.ContainsFunc(w.latin, func(l string) bool { return begins(l, key) }) {
			return true
		}
	}
	return false
}

// another reads what was typed as a name of its own, where it is clear which
// part of it is the family's.
func (w *wanted) another(id *casework.Identity, p casework.Identity) {
	family, given := "", ""
	switch rest, ok := strings.CutPrefix(w.fold, plainFold(p.FamilyName)); {
	case len(w.words) == 2:
		family, given = w.words[0], w.words[1]
	case ok && p.FamilyName != "":
		family, given = p.FamilyName, rest
	default:
		if rest, ok = strings.CutPrefix(w.key, casework.KanaKey(p.FamilyKana)); ok && w.isKana && p.FamilyKana != "" {
			family, given = p.FamilyKana, rest
		}
	}
	if w.isKana {
		id.FamilyKana, id.GivenKana = family, given
	} else {
		id.FamilyName, id.GivenName = family, given
	}
}

func (w *wanted) partOfPhone(phones []string) bool {
	return len(w.phone) >= minPhone && slices.ContainsFunc(phones, func(p string) bool {
		return strings.Contains(casework.FoldPhone(p), w.phone)
	})
}

// judgeFamily compares who is wanted with what a family has of its own.
func (w *wanted) judgeFamily(f *Record) (int, []string) {
	score, codes := 0, []string{}
	add := func(points int, code string) { score, codes = score+points, append(codes, code) }
	name, kana := plainFold(f.Text("name")), casework.KanaKey(f.Text("kana"))
	if w.fold != "" && name != "" && (begins(w.fold, name) || strings.HasPrefix(w.fold, name) || strings.HasSuffix(w.fold, name)) {
		add(pointsFamilyName, alikeName)
	}
	if w.isKana && kana != "" && (begins(w.key, kana) || strings.HasPrefix(w.key, kana) || strings.HasSuffix(w.key, kana)) {
		add(pointsFamilyKana, alikeKana)
	}
	switch {
	case w.phone != "" && casework.FoldPhone(f.Text("phone")) == w.phone:
		add(pointsFamilyPhone, alikePhone)
	case w.partOfPhone([]string{f.Text("phone")}):
		add(pointsPartPhone, alikePhone)
	}
	if w.address != "" && casework.FoldAddress(f.Text("address")) == w.address {
		add(pointsFamilyPlace, alikeAddress)
	}
	return score, inOrder(codes)
}
