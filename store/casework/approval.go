package casework

import (
	"cmp"
	"slices"
	"time"
)

// The stages of an approval.
const (
	ApprovalWaiting    = "waiting"
	ApprovalApproved   = "approved"
	ApprovalReturned   = "returned"    // 差戻し
	ApprovalPulledBack = "pulled_back" // 引戻し
	ApprovalChanged    = "changed"     // the document is no longer what was submitted
)

// WaitsForAuthor is who an approval waits for when it lies with its submitter.
const WaitsForAuthor = "author"

// ApprovalState is how a submission stands.
type ApprovalState struct {
	Stage    string
	WaitsFor string // the role whose turn it is, WaitsForAuthor, or "" when done
	Steps    []StepState
	Due      Date // the day asked for; none where Config.ApprovalDue decides
	// Changed is set whenever the document is not what was submitted, also when
	// the stage is another.
	Changed bool
	// Refused are the steps that do not count, and why.
	Refused []RefusedStep
}

// StepState is one place of the route.
type StepState struct {
	Role    string
	Stage   string // waiting, approved or returned
	Entry   string // the step that counts; "" while waiting
	By      string // who made it
	At      time.Time
	Proxy   bool     // 代決: somebody higher in the route acted for the role
	Entries []string // every step of this place that counts, the earliest first
}

// RefusedStep is a step that does not count. Code is one of FaultCodes.
type RefusedStep struct{ Entry, Code string }

// Actions of the list approval_action.
const (
	actionApprove = "approve"
	actionReturn  = "return"
	actionProxy   = "proxy"
	actionNoted   = "noted"
)

// ApprovalOf works out how a submission stands. digest is of the document as it
// is now (see Digest); rolesOf says which roles somebody holds, nil trusting the
// role that a step names.
//
// A step counts when it was made after the submission, on the text that was
// submitted, by somebody who holds the role, or, as a proxy, one later in the
// route, and not by the submitter. Steps made on two machines that did not know
// of each other are all kept: a return wins over every approval, of its own
// role and of the others, as it is the answer that does no harm. After a return
// a new submission begins a new round. A document that changed since waits for
// its author again, whatever was approved.
func ApprovalOf(approval *Entry, steps []*Entry, digest string, rolesOf func(staff string) []string) ApprovalState {
	s := ApprovalState{Due: approval.Day("due"), Changed: digest != approval.Text("digest")}
	counted := s.count(approval, steps, rolesOf)
	for _, role := range approval.Texts("route") {
		s.Steps = append(s.Steps, placeOf(role, counted))
	}
	s.Stage, s.WaitsFor = s.settle(approval.Bool("pulled_back") || approval.Withdrawn)
	return s
}

// settle derives the stage from the places of the route.
func (s ApprovalState) settle(pulledBack bool) (stage, waitsFor string) {
	returned := slices.ContainsFunc(s.Steps, func(p StepState) bool { return p.Stage == ApprovalReturned })
	open := slices.IndexFunc(s.Steps, func(p StepState) bool { return p.Stage == ApprovalWaiting })
	switch {
	case pulledBack:
		return ApprovalPulledBack, WaitsForAuthor
	case returned:
		return ApprovalReturned, WaitsForAuthor
	case s.Changed:
		return ApprovalChanged, WaitsForAuthor
	case len(s.Steps) == 0: // nobody was asked: that is no approval
		return ApprovalWaiting, RoleDirector
	case open >= 0:
		return ApprovalWaiting, s.Steps[open].Role
	default:
		return ApprovalApproved, ""
	}
}

// count returns the steps that count, the earliest first, and notes the others.
func (s *ApprovalState) count(approval *Entry, steps []*Entry, rolesOf func(string) []string) []*Entry {
	var counted []*Entry
	for _, step := range steps {
		if step.Withdrawn || step.Kind != "approval_step" || step.Parent != approval.ID {
			continue
		}
		if code := stepFault(approval, step, rolesOf); code != "" {
			s.Refused = append(s.Refused, RefusedStep{step.ID, code})
			continue
		}
		counted = append(counted, step)
	}
	slices.SortFunc(counted, func(a, b *Entry) int {
		return cmp.Or(a.Moment("at").Compare(b.Moment("at")), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(s.Refused, func(a, b RefusedStep) int { return cmp.Compare(a.Entry, b.Entry) })
	return counted
}

// stepFault returns why a step does not count, "" when it does.
func stepFault(approval, step *Entry, rolesOf func(string) []string) string {
	role, route := step.Text("role"), approval.Texts("route")
	switch {
	case step.Author == approval.Author:
		return FaultOwnApproval
	case !slices.Contains(route, role):
		return FaultStepOutsideRoute
	case step.Moment("at").Before(approval.Moment("at")):
		return FaultStepBeforeSubmission
	case step.Text("digest") != approval.Text("digest"):
		return FaultDocumentChanged
	case rolesOf != nil && !mayStep(step, route, rolesOf(step.Author)):
		return FaultStepWithoutRole
	}
	return ""
}

// mayStep reports whether somebody with the roles may take the step: its own
// role, or for a proxy any that comes later in the route.
func mayStep(step *Entry, route, roles []string) bool {
	role := step.Text("role")
	if step.Text("action") != actionProxy {
		return slices.Contains(roles, role)
	}
	higher := route[slices.Index(route, role)+1:]
	return slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(higher, r) })
}

// placeOf folds the steps of one role of the route.
func placeOf(role string, counted []*Entry) StepState {
	p := StepState{Role: role, Stage: ApprovalWaiting}
	for _, step := range counted {
		if step.Text("role") != role {
			continue
		}
		p.Entries = append(p.Entries, step.ID)
		switch action := step.Text("action"); {
		case action == actionReturn && p.Stage != ApprovalReturned:
			p.take(step, ApprovalReturned)
		case (action == actionApprove || action == actionProxy) && p.Stage == ApprovalWaiting:
			p.take(step, ApprovalApproved)
			p.Proxy = action == actionProxy
		}
	}
	return p
}

// take makes a step the one that counts for its place.
func (p *StepState) take(step *Entry, stage string) {
	p.Stage, p.Entry, p.By, p.At, p.Proxy = stage, step.ID, step.Author, step.Moment("at"), false
}

// ApprovalDue returns the day by which a submission is to be decided: the one it
// asks for, else the center's working days after it was made.
func (c Config) ApprovalDue(approval *Entry, loc *time.Location) Date {
	if due := approval.Day("due"); due.Valid() {
		return due
	}
	at := approval.Moment("at")
	if at.IsZero() {
		return Date{}
	}
	return AddWorkdays(DateOf(at.In(loc)), c.ApprovalWorkingDays)
}

// ApprovalFor returns the latest submission of a document, and how it stands;
// nil and the zero state when it was never submitted.
func ApprovalFor(f File, document string, rolesOf func(staff string) []string) (*Entry, ApprovalState) {
	var latest *Entry
	for _, a := range f.Of("approval") {
		if a.Text("document") != document {
			continue
		}
		if latest == nil || cmp.Or(a.Moment("at").Compare(latest.Moment("at")), cmp.Compare(a.ID, latest.ID)) > 0 {
			latest = a
		}
	}
	if latest == nil {
		return nil, ApprovalState{}
	}
	return latest, ApprovalOf(latest, f.Below(latest.ID, "approval_step"), f.digestOf(document), rolesOf)
}

// digestOf returns the digest of a document as the file has it, "" when it is
// not there or was withdrawn.
func (f File) digestOf(document string) string {
	e := f.Entry(document)
	if e == nil || e.Withdrawn {
		return ""
	}
	return Digest(e, f.Parts(e))
}
