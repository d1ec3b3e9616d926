package store

import (
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
)

// Sought is what somebody who takes a call knows so far of a person; any part
// may be missing.
type Sought struct {
	Name    string // whole or a part, kanji or kana
	Birth   string // ISO date
	Sex     string
	Address string
	Phone   string
	Not     uuid.UUID // a case that is not offered
}

// Alike is a person that is already in the store and may be the one sought.
type Alike struct {
	Case    CaseRow
	Person  uuid.UUID // zero: the family itself is alike
	Name    string    // of the person, family name first
	Child   *ChildRow // when the person is a child
	Score   int       // casework.LikelySame and above: shown as perhaps the same
	Reasons []string  // what is alike: name, kana, birth, phone, address, sex
}

// Twin is two cases that are likely to be one, for a person to decide.
type Twin struct {
	Case, Other     CaseRow
	Person, Partner uuid.UUID // the two entries of one person
	Score           int
	Reasons         []string
}

// Joined is another case that was merged into one.
type Joined struct {
	Record uuid.UUID // of kind merge: withdrawing it un-merges
	Other  uuid.UUID
	Name   string // 家名 of the other
	At     time.Time
	By     uuid.UUID
	Reason string
	// Persons are the other's entries of persons who are shown as ours.
	Persons []*Record
}

// DueRow is something with a date that a rule asks for.
type DueRow struct {
	casework.Deadline
	Case    uuid.UUID
	Family  string
	Class   string
	Record  uuid.UUID // Deadline.Entry
	Title   string    // of the record, where it has one: a task's what, a plan's goal
	Child   *ChildRow // Deadline.Subject, when it is a child
	Intake  uuid.UUID // DL01–DL03: the intake
	People  []uuid.UUID
	Heard   time.Time // DL01: when the last change by those in charge arrived from another station; zero: never
	Unsent  bool      // something of it is on this station alone
	Partial bool      // a check that did not stop the clock was made
}

// DueFilter chooses deadlines. Its zero value is all that are open.
type DueFilter struct {
	Case   *uuid.UUID
	Staff  *uuid.UUID // those in charge of the record or of the case
	IDs    []casework.DeadlineID
	Before time.Time // due before; zero: any
	Met    bool      // those already met too
}

// TaskRow is a task: what was decided, by whom it is to be done, by when.
type TaskRow struct {
	Record  uuid.UUID
	Case    uuid.UUID // the office file's id for a task of no family
	Family  string
	What    string
	Staff   []uuid.UUID
	Agency  string
	Due     string // ISO date
	Done    string // ISO date, "" while open
	From    uuid.UUID
	Meeting uuid.UUID // of the sheet that it was decided on
}

// ApprovalRow is a document that was submitted.
type ApprovalRow struct {
	Record   uuid.UUID
	Case     uuid.UUID
	Family   string
	Document uuid.UUID
	Kind     string // of the document
	Title    string
	At       time.Time
	By       uuid.UUID
	State    casework.ApprovalState
	Mine     bool // it waits for the person signed in
	Unsent   bool
}

// ApprovalFilter chooses approvals. Its zero value is those that wait for the
// person signed in.
type ApprovalFilter struct {
	Case     *uuid.UUID
	Document *uuid.UUID
	By       *uuid.UUID // submitted by
	Open     bool       // all that wait for anybody, changed and returned ones too
	All      bool       // decided ones too
}

// Approval is a submitted document with all that is needed to decide on it.
type Approval struct {
	ApprovalRow
	Record   *Record
	Steps    []*Record
	Document *Record
	Below    []*Record    // the document's lists: goals, measures
	Snapshot []FieldText  // as it was submitted
	Now      []FieldText  // as it is
	Changes  []TextChange // what is different now
	Digest   string       // of the document as it is, for Decide
}

// FieldText is one field of a document in words that a person reads.
type FieldText struct {
	Record uuid.UUID `json:"record"`
	Kind   string    `json:"kind"`
	Field  string    `json:"field"`
	Value  any       `json:"value"` // a field value
}

// TextChange is a field that differs between two states of a document.
type TextChange struct {
	Record        uuid.UUID
	Kind, Field   string
	Before, After any
}

// MeetingRow is a meeting in a list.
type MeetingRow struct {
	Record    *Record
	Sheets    int
	Discussed int
	Open      int // tasks decided on it and not yet done
	Overdue   int // of these, past their date
}

// SheetRow is one case on a meeting's agenda.
type SheetRow struct {
	Record *Record
	Family string
	Class  string
	Tasks  []TaskRow
}

// Meeting is a meeting with its agenda.
type Meeting struct {
	Record *Record
	Sheets []SheetRow
}

// AgendaRow is a family that a coming meeting should talk about.
type AgendaRow struct {
	casework.AgendaReason
	Case   uuid.UUID
	Family string
	Class  string
	Sheet  uuid.UUID // the proposal, zero where only a date asks for it
}

// RegistryRow is one line of the registry (進行管理台帳): one child or one
// expectant mother.
type RegistryRow struct {
	Record     uuid.UUID
	Case       uuid.UUID
	Person     uuid.UUID
	Number     string
	Family     string
	Kana       string
	Child      ChildRow // also of an expectant mother; Role tells
	Name       string   // whole
	Class      string
	Before     string // the class before the present one, "" when it never changed
	Severity   string
	AbuseMain  string
	Abuser     string
	Route      string
	School     string
	Address    string
	LeadAgency string
	LeadStaff  uuid.UUID
	Agencies   []string
	State      string
	Policy     string
	Share      string // code of the list cgc_share
	Commission bool
	Custody    bool
	InCare     bool
	Registered string // ISO dates from here
	Reviewed   string
	ReviewOn   string
	Plan       string // version and stage: a code of casework.PlanStage, "" for none
	PlanReview string
	LastSeen   string
	Unseen     int // days; -1 when never and not born
	UnseenOver bool
	Meeting    string                // last meeting
	Clock      time.Time             // a running 48-hour clock's end, zero for none
	Notes      []casework.DeadlineID // what is due or passed
	Ended      string
	EndReason  string
}

// RegistryFilter chooses lines of the registry. Its zero value is all that
// have not ended.
type RegistryFilter struct {
	Ended bool // the ended ones instead
	Case  *uuid.UUID
}

// PlanRow is a support plan in the coordinator's list.
type PlanRow struct {
	Record   uuid.UUID // zero: needed, not yet made
	Case     uuid.UUID
	Family   string
	Class    string
	Version  int64
	Stage    string // of casework.PlanStage; "needed"
	Due      string // ISO date: until when to be made, or of the next review
	Over     bool
	Handed   string // ISO date
	Authors  []uuid.UUID
	Goals    int
	Achieved int
}

// Progress is what the coordinator runs the center by.
type Progress struct {
	Clocks    []DueRow    // DL01, open, by hours left; met ones of the last 7 days after them
	Plans     []PlanRow   // needed, in the making, and in force
	Unseen    []UnseenRow // longest first
	Meetings  []MeetingRow
	Tasks     []TaskRow // decisions not yet done, by date
	Overdue   []DueRow  // all other deadlines that have passed
	Approvals []ApprovalRow
	Stations  []StationHeard
}

// StationHeard is when something last arrived from a station.
type StationHeard struct {
	Station uuid.UUID
	Name    string
	Type    string
	Last    time.Time // of this station: when it last agreed with the center; zero: never
	Unsent  int       // of this station; what another one holds back nobody here can know
	Here    bool
}

// ResourceRow is an agency or a resource of the community, with the load it
// carries.
type ResourceRow struct {
	Record   *Record
	Cases    int // families that it is an agency of
	Services int // services in use that it provides
	Measures int // measures of plans that name it
}

// CaseChange is one change of a case's records, for its history.
type CaseChange struct {
	Record  uuid.UUID
	Kind    string
	At      time.Time
	Author  uuid.UUID
	Station uuid.UUID
	First   bool
	State   State // that it set, "" when it set none
	Fields  []string
	Reason  string
	Delivery
}
