package casework

// dueApproval is DL17: what was submitted is decided within some working days. A
// return is a decision; a document that was changed since waits for its author.
// Of an older submission of the same document only what was decided is kept.
func dueApproval(s scan) []Deadline {
	var out []Deadline
	for _, a := range s.Of("approval") {
		due := s.c.ApprovalDue(a, s.loc)
		if !due.Valid() {
			continue
		}
		state := ApprovalOf(a, s.Below(a.ID, "approval_step"), s.digestOf(a.Text("document")), s.c.RolesOf)
		d := s.by(due, Deadline{ID: DL17Approval, Entry: a.ID, From: a.Moment("at").In(s.loc), Role: state.WaitsFor})
		if state.WaitsFor == WaitsForAuthor {
			d.Staff = staff([]string{a.Author})
		}
		latest, _ := ApprovalFor(s.File, a.Text("document"), s.c.RolesOf)
		switch state.Stage {
		case ApprovalPulledBack:
			continue
		case ApprovalApproved, ApprovalReturned:
			d = s.decided(d, state)
		default:
			if latest != a {
				continue
			}
		}
		out = append(out, d)
	}
	return out
}

// decided marks an approval as met by the step that decided it: the first
// return, else the last approval.
func (s scan) decided(d Deadline, state ApprovalState) Deadline {
	for _, step := range state.Steps {
		if step.Stage != state.Stage {
			continue
		}
		at := step.At.In(s.loc)
		if d.Done.IsZero() || (state.Stage == ApprovalReturned) == at.Before(d.Done) {
			d.Done, d.DoneBy = at, step.Entry
		}
	}
	return d
}
