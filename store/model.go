package store

import (
	"time"

	"github.com/google/uuid"

	"yorisoi/store/casework"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// State is where a record is in its life.
type State string

// The states of a record.
const (
	StateDraft     State = "draft"
	StateConfirmed State = "confirmed"
	StateWithdrawn State = "withdrawn"
)

// Delivery is how far a record's latest change has come.
type Delivery struct {
	Stage Stage
	Seq   uint64    // the center's number, once receipted
	At    time.Time // when the center took it
}

// Stage is a step of a record's way to the center.
type Stage string

// The stages of a delivery.
const (
	StageDraft     Stage = "draft"     // being typed, on this station only
	StageHere      Stage = "here"      // saved on this station, not yet at the center
	StageReceipted Stage = "receipted" // the center has it and said so
	StageRefused   Stage = "refused"   // the center would not take it; kept here
)

// Record is one record as a screen shows it.
type Record struct {
	ID        uuid.UUID
	Case      uuid.UUID
	Kind      string
	Parent    uuid.UUID // the record whose list this one belongs to, or zero
	State     State
	Fields    map[string]any // values to show: bool, int64, string, []string
	Conflicts []string       // names of fields in conflict, sorted
	Created   time.Time
	Changed   time.Time
	Author    uuid.UUID // who wrote it first
	Delivery  Delivery
	Narrow    bool // some of it, or all, is for one group alone

	written map[string]any // Fields as written, where a merge names persons otherwise
}

// Text returns a field's text, "" when unset or of another type.
func (r *Record) Text(name string) string {
	s, _ := r.Fields[name].(string)
	return s
}

// Int returns a field's whole number and whether it is set.
func (r *Record) Int(name string) (int64, bool) {
	n, ok := r.Fields[name].(int64)
	return n, ok
}

// Texts returns a field's list of texts.
func (r *Record) Texts(name string) []string {
	list, _ := r.Fields[name].([]string)
	return list
}

// Bool returns a field's yes or no; unset is no.
func (r *Record) Bool(name string) bool { return r.Fields[name] == true }

// Case is one family's file, opened.
type Case struct {
	ID      uuid.UUID
	Family  *Record
	Persons []*Record // by birth order and birth date
	Records []*Record // all, drafts of this station included, newest first

	Standing  casework.Standing // class, severity and the judgements, of the family
	Deadlines []casework.Deadline
	Joined    []Joined  // cases merged into this one, whose records are here too
	Into      uuid.UUID // the case that this one was merged into, or zero
}

// Of returns the case's records of one kind that were not withdrawn, newest
// first.
func (c *Case) Of(kind string) []*Record {
	var out []*Record
	for _, r := range c.Records {
		if r.Kind == kind && r.State != StateWithdrawn {
			out = append(out, r)
		}
	}
	return out
}

// CaseRow is a case in a list.
type CaseRow struct {
	ID        uuid.UUID
	Number    string
	Name      string // 家名
	Kana      string
	Class     string // code of the list case_class
	Severity  string
	Address   string
	Health    uuid.UUID // who is in charge for 母子保健
	Welfare   uuid.UUID // who is in charge for 児童福祉
	Children  []ChildRow
	LastSeen  string // ISO date on which the child unseen longest was last seen, "" when never
	Changed   time.Time
	Conflicts int
	Unsent    int
}

// ChildRow is a child, or an unborn one, in a list.
type ChildRow struct {
	ID       uuid.UUID
	Name     string // given name
	Role     string // code of the list family_role
	Sex      string
	Order    int64  // birth order, 0 when unknown
	Birth    string // ISO date, "" when unborn
	Due      string // ISO date
	LastSeen string // ISO date, "" when never
}

// CaseFilter chooses and orders cases. Its zero value is all cases by kana.
type CaseFilter struct {
	Class  *string
	Staff  *uuid.UUID // in charge on either side
	Order  CaseOrder
	Offset int
	Limit  int // 0: 100
}

// CaseOrder is how a list of cases is sorted.
type CaseOrder string

// The orders of a case list.
const (
	OrderKana    CaseOrder = ""
	OrderChanged CaseOrder = "changed" // latest first
	OrderUnseen  CaseOrder = "unseen"  // the child unseen longest first
)

// Hit is one answer of a search.
type Hit struct {
	Case   uuid.UUID
	Record uuid.UUID
	Kind   string
	Title  string // family name, or a person's whole name
	Sub    string // what matched: kana, phone, date of birth, or the text around it
	Family string // 家名 of the case

	reaches bool // Sub may say where the family is found
}

// Draft is what a person is typing, as it was at the last pause.
type Draft struct {
	Record uuid.UUID // made before the first save, kept by the confirmed record
	Case   uuid.UUID
	Kind   string
	Parent uuid.UUID
	Fields map[string]any
	Was    map[string]any // see Write; of the draft of a correction
	Staff  uuid.UUID      // whose draft it is
	Began  time.Time
	Saved  time.Time
}

// Write sets fields of one record, confirmed. Fields absent from Set stay as
// they are, nil clears one.
type Write struct {
	Case   uuid.UUID
	Record uuid.UUID
	Kind   string
	Parent uuid.UUID
	Set    map[string]any
	Reason string // needed to correct a confirmed entry of the record book

	// Was is what the writer was shown of fields in Set when they began: one
	// that somebody else has set meanwhile is not overwritten unseen. May be
	// nil.
	Was map[string]any

	At time.Time       // only PutAll: when it was written, zero for now
	By *trust.Identity // only PutAll: who signs it, nil for the person signed in
}

// Version is one change of a record, for its history.
type Version struct {
	Dot     ledger.Dot
	At      time.Time
	Author  uuid.UUID
	Station uuid.UUID
	Set     map[string]any
	Before  map[string]any // what the writer saw in those fields
	Reason  string
	Ahead   bool // At cannot be: the writer's clock was far ahead of the center's
	Delivery
}

// Conflict is a record with fields that were changed by people who did not
// know of each other.
type Conflict struct {
	Case   uuid.UUID
	Record uuid.UUID
	Kind   string
	Family string // 家名
	Title  string // whose record it is, where that is a person
	Fields []ConflictField
}

// ConflictField is one field with all its visible values, latest first.
type ConflictField struct {
	Name   string
	Values []ConflictValue
	Before any // the value that all of them had seen, nil when none
}

// ConflictValue is one side of a conflict.
type ConflictValue struct {
	Dot     ledger.Dot
	Value   any
	Author  uuid.UUID
	Station uuid.UUID
	At      time.Time
	Reason  string
	Ahead   bool // At cannot be: the writer's clock was far ahead of the center's
	Offline bool // receipted more than a minute after it was written, or not yet

	// Edited is what was written into a record by somebody who did not know
	// that it was being withdrawn: this value stands for keeping the record.
	Edited map[string]any
}

// Today is what the first page shows.
type Today struct {
	Opened       []Opening     // envelopes for emergencies, until one who is told has noted it
	Clocks       []DueRow      // 48-hour clocks that run, by hours left
	Due          []DueRow      // other deadlines passed or soon
	Tasks        []TaskRow     // of the person signed in, passed or soon
	Approvals    []ApprovalRow // that wait for the person signed in, or came back
	Handed       []HandedOver  // taken over by the person signed in and not yet read
	Twins        []Twin
	Conflicts    []Conflict
	Drafts       []DraftRow
	Unseen       []UnseenRow
	VisitsDue    []VisitDue
	Appointments []AppointmentRow
	Recent       []RecentRow
	HeldBack     int // changes in quarantine
	HoldBox      int // changes in the hold box that the person signed in may decide about
	Cases        int
	Unsent       int
}

// DraftRow is a draft of the person signed in.
type DraftRow struct {
	Draft  Draft
	Family string
}

// UnseenRow is a child that nobody has seen for longer than its class allows.
type UnseenRow struct {
	Case   uuid.UUID
	Family string
	Class  string
	Child  ChildRow
	Days   int // since last seen; since birth when never
	Never  bool
	Staff  uuid.UUID
}

// VisitDue is a newborn or home visit that has a legal date.
type VisitDue struct {
	Case     uuid.UUID
	Family   string
	Child    ChildRow
	Deadline string // id of the rule: DL06, DL07
	Due      string // ISO date, the last day
	DaysLeft int    // negative when passed
	Staff    uuid.UUID
}

// AppointmentRow is a visit planned for the day.
type AppointmentRow struct {
	Record  uuid.UUID
	Case    uuid.UUID
	Family  string
	Address string
	Child   *ChildRow
	On      string
	Time    string
	Type    string // code of the list visit_type
	Place   string
	Done    bool
	Draft   uuid.UUID // the visit begun from it, or zero
}

// RecentRow is a change by somebody else.
type RecentRow struct {
	Case   uuid.UUID
	Record uuid.UUID
	Kind   string
	Family string
	At     time.Time
	Author uuid.UUID
	First  bool // a new record rather than an edit
}

// Event says that something a screen may show has changed.
type Event struct {
	Cases     []uuid.UUID // which cases; empty with Directory or Sync
	Directory bool        // staff, stations or roles
	Sync      bool        // only how far things have been sent
}

// Held is a change in quarantine: refused, kept, and why.
type Held struct {
	Dot    ledger.Dot
	Case   uuid.UUID
	Code   string
	Reason string
	At     time.Time
	Own    bool // written here and refused by the center

	Refusal int    // the center's code, where it refused
	Family  string // 家名, where the case is here
	Record  uuid.UUID
	Kind    string // of the record, where it can be read
	Author  uuid.UUID
}
