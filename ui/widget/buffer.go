package widget

// buffer is edited text: runes, a caret, a selection and what was before.
// The selection lies between anchor and caret; without one they are equal.
type buffer struct {
	runes  []rune
	caret  int
	anchor int

	past, future []edit
	joining      bool // the next insertion may join the last edit
}

// edit is one step that can be undone: at a place, old runes became new ones.
type edit struct {
	at       int
	old, new []rune
	caret    int // before the edit
}

// maxPast limits how far undo reaches.
const maxPast = 500

func (b *buffer) text() string { return string(b.runes) }

// set replaces everything and forgets the past.
func (b *buffer) set(s string) {
	*b = buffer{runes: []rune(s)}
	b.caret = len(b.runes)
	b.anchor = b.caret
}

func (b *buffer) selection() (from, to int) {
	return min(b.anchor, b.caret), max(b.anchor, b.caret)
}

func (b *buffer) selected() string {
	from, to := b.selection()
	return string(b.runes[from:to])
}

// moveTo puts the caret somewhere; extend keeps the other end of the selection.
func (b *buffer) moveTo(i int, extend bool) {
	b.caret = min(max(i, 0), len(b.runes))
	if !extend {
		b.anchor = b.caret
	}
	b.joining = false
}

func (b *buffer) selectAll() {
	b.anchor, b.caret = 0, len(b.runes)
	b.joining = false
}

// insert puts text in place of the selection.
func (b *buffer) insert(new []rune) {
	from, to := b.selection()
	if from == to && len(new) == 0 {
		return
	}
	if b.joins(from, to, new) {
		last := &b.past[len(b.past)-1]
		last.new = append(last.new, new...)
		b.future = nil
	} else {
		b.record(edit{
			at:    from,
			old:   append([]rune(nil), b.runes[from:to]...),
			new:   append([]rune(nil), new...),
			caret: b.caret,
		})
	}
	b.replace(from, to, new)
	b.caret = from + len(new)
	b.anchor = b.caret
	b.joining = len(new) == 1 && new[0] != '\n'
}

// joins tells whether typing goes on where the last edit ended, so that undo
// takes back a phrase and not a letter; it ends at the end of a sentence.
func (b *buffer) joins(from, to int, new []rune) bool {
	if !b.joining || from != to || len(new) != 1 || new[0] == '\n' || len(b.past) == 0 {
		return false
	}
	last := b.past[len(b.past)-1]
	if len(last.new) == 0 || last.at+len(last.new) != from {
		return false
	}
	switch last.new[len(last.new)-1] {
	case '。', '、', ' ', '　', '.', ',':
		return false
	}
	return true
}

func (b *buffer) record(e edit) {
	b.past = append(b.past, e)
	if len(b.past) > maxPast {
		b.past = b.past[len(b.past)-maxPast:]
	}
	b.future = nil
}

func (b *buffer) replace(from, to int, new []rune) {
	tail := len(b.runes) - to
	if grow := len(new) - (to - from); grow > 0 {
		b.runes = append(b.runes, make([]rune, grow)...)
		copy(b.runes[from+len(new):], b.runes[to:to+tail])
	} else if grow < 0 {
		copy(b.runes[from+len(new):], b.runes[to:])
		b.runes = b.runes[:len(b.runes)+grow]
	}
	copy(b.runes[from:], new)
}

// backspace and del remove the selection, or one character.
func (b *buffer) backspace() {
	if b.anchor == b.caret && b.caret > 0 {
		b.anchor = clusterStart(b.runes, b.caret)
	}
	b.insert(nil)
}

func (b *buffer) del() {
	if b.anchor == b.caret && b.caret < len(b.runes) {
		b.anchor = clusterEnd(b.runes, b.caret)
	}
	b.insert(nil)
}

func (b *buffer) undo() bool {
	if len(b.past) == 0 {
		return false
	}
	e := b.past[len(b.past)-1]
	b.past = b.past[:len(b.past)-1]
	b.future = append(b.future, e)
	b.replace(e.at, e.at+len(e.new), e.old)
	b.moveTo(e.at+len(e.old), false)
	return true
}

func (b *buffer) redo() bool {
	if len(b.future) == 0 {
		return false
	}
	e := b.future[len(b.future)-1]
	b.future = b.future[:len(b.future)-1]
	b.past = append(b.past, e)
	b.replace(e.at, e.at+len(e.old), e.new)
	b.moveTo(e.at+len(e.new), false)
	return true
}

// left and right step over whole characters.
func (b *buffer) left(extend bool) {
	from, to := b.selection()
	switch {
	case !extend && from != to:
		b.moveTo(from, false)
	case b.caret > 0:
		b.moveTo(clusterStart(b.runes, b.caret), extend)
	}
}

func (b *buffer) right(extend bool) {
	from, to := b.selection()
	switch {
	case !extend && from != to:
		b.moveTo(to, false)
	case b.caret < len(b.runes):
		b.moveTo(clusterEnd(b.runes, b.caret), extend)
	}
}

// kindOf groups characters for stepping by words; Japanese has no spaces, so
// a change of script ends a word.
func kindOf(r rune) int {
	switch {
	case r == ' ' || r == '　' || r == '\n' || r == '\t':
		return 0
	case r < 0x250 && inWord(r) && r != '.' && r != ',':
		return 1
	case r >= 0x3041 && r <= 0x309F:
		return 2
	case r >= 0x30A0 && r <= 0x30FF || r >= 0xFF66 && r <= 0xFF9D:
		return 3
	case r >= 0x3400 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 || r == '々':
		return 4
	}
	return 5
}

// wordLeft and wordRight return where the word before or after i ends.
func (b *buffer) wordLeft(i int) int {
	for i > 0 && kindOf(b.runes[i-1]) == 0 {
		i--
	}
	if i == 0 {
		return 0
	}
	kind := kindOf(b.runes[i-1])
	for i > 0 && kindOf(b.runes[i-1]) == kind {
		i--
	}
	return i
}

func (b *buffer) wordRight(i int) int {
	if i >= len(b.runes) {
		return i
	}
	kind := kindOf(b.runes[i])
	for i < len(b.runes) && kindOf(b.runes[i]) == kind {
		i++
	}
	for i < len(b.runes) && kindOf(b.runes[i]) == 0 && b.runes[i] != '\n' {
		i++
	}
	return i
}

// selectWord selects the word around i.
func (b *buffer) selectWord(i int) {
	if len(b.runes) == 0 {
		return
	}
	i = min(i, len(b.runes)-1)
	kind := kindOf(b.runes[i])
	from, to := i, i
	for from > 0 && kindOf(b.runes[from-1]) == kind && b.runes[from-1] != '\n' {
		from--
	}
	for to < len(b.runes) && kindOf(b.runes[to]) == kind && b.runes[to] != '\n' {
		to++
	}
	b.anchor, b.caret, b.joining = from, to, false
}
