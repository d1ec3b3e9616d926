package files

// Memory is where somebody last chose a file, for each purpose apart. The
// zero value remembers nothing yet; nil forgets everything.
type Memory struct{ last map[string]string }

// Keep remembers a folder.
func (m *Memory) Keep(purpose, folder string) {
	if m == nil {
		return
	}
	if m.last == nil {
		m.last = map[string]string{}
	}
	m.last[purpose] = folder
}

// Last is the folder of a purpose, "" for none.
func (m *Memory) Last(purpose string) string {
	if m == nil {
		return ""
	}
	return m.last[purpose]
}

// Start is the folder to begin at: the first place of the kinds wanted, the
// first kind first, else the first place of all. It is "" without any.
func Start(places []Place, wanted ...Kind) string {
	for _, kind := range wanted {
		for _, p := range places {
			if p.Kind == kind {
				return p.Path
			}
		}
	}
	if len(places) == 0 {
		return ""
	}
	return places[0].Path
}
