package casework

// sighting is one time that somebody saw a child.
type sighting struct {
	child string
	on    Date
	entry *Entry
}

// LastSeen returns, for each child of the file, the last day on which somebody
// saw it with their own eyes. A telephone call is no sighting.
func LastSeen(f File) map[string]Date {
	last := map[string]Date{}
	for _, s := range f.sightings() {
		if s.on.After(last[s.child]) {
			last[s.child] = s.on
		}
	}
	return last
}

// sightings reads every sighting of the file, children by who they are after
// its merges.
func (f File) sightings() []sighting {
	var out []sighting
	persons := f.aliases()
	for _, e := range f.Entries {
		if e.Withdrawn {
			continue
		}
		on, children := f.seenBy(e)
		if !on.Valid() {
			continue
		}
		for _, child := range children {
			if child != "" {
				out = append(out, sighting{persons.of(child), on, e})
			}
		}
	}
	return out
}

// seenBy reads which children one record says were seen, and on which day.
func (f File) seenBy(e *Entry) (on Date, children []string) {
	switch e.Kind {
	case "visit":
		children = e.Texts("child_seen")
		if e.Text("result") == "met" {
			children = append([]string{e.Text("child")}, children...)
		}
		return e.Day("visited_on"), children
	case "note":
		return e.Day("on"), e.Texts("child_seen")
	case "safety_check":
		if isSighting(e) {
			return e.Day("at"), []string{e.Text("child")}
		}
	case "commission_report":
		if c := f.Entry(e.Parent); c != nil && !c.Withdrawn {
			return e.Day("child_seen_on"), []string{c.Text("subject")}
		}
	}
	return Date{}, nil
}

// isSighting reports whether a safety check rests on somebody's own eyes
// (reference §3.4: 目視, not by telephone) and came to an outcome.
func isSighting(check *Entry) bool {
	switch check.Text("result") {
	case "safe", "watch", "danger":
		return byEye(check.Text("method"))
	}
	return false
}

// byEye reports whether a method of the list sighting_method is seeing.
func byEye(method string) bool {
	switch method {
	case "home", "at_school", "office", "agency":
		return true
	}
	return false
}
