package casework

// dueMeeting is DL02: a meeting takes up every report on the day it comes in.
// It is met by an intake sheet that was discussed, or by the report having gone
// on to a later stage; of that no record says when, so it counts as in time.
func dueMeeting(s scan) []Deadline {
	var out []Deadline
	for _, intake := range s.Of("intake") {
		received := intake.Moment("received_at")
		if received.IsZero() {
			continue
		}
		d := s.by(s.dayOf(received), Deadline{
			ID: DL02UrgentMeeting, Entry: intake.ID, From: received.In(s.loc),
			Staff: staff(s.welfare(), []string{intake.Text("receiver")}),
		})
		out = append(out, s.meetingOf(d, intake))
	}
	return out
}

// meetingOf marks the deadline as met when the meeting was held.
func (s scan) meetingOf(d Deadline, intake *Entry) Deadline {
	var first Date
	for _, sheet := range s.Of("sheet") {
		on := s.discussedOn(sheet)
		if sheet.Text("meeting_kind") != "intake" || !on.Valid() || on.Before(d.DueDay) || first.Valid() && !on.Before(first) {
			continue
		}
		first = on
		d = s.done(d, on, sheet.ID)
	}
	if stage := intake.Text("stage"); !first.Valid() && stage != "" && stage != "received" {
		d = s.done(d, d.DueDay, intake.ID)
	}
	return d
}
