package casework

// dueTransfer is DL15: the papers go to the other city before, or when, the
// family moves, and the file stays with us until that city says it has them
// (reference §9). While nobody knows the day of the move, what is known asks to
// be sent on the day it became known.
func dueTransfer(s scan) []Deadline {
	var out []Deadline
	for _, t := range s.Of("transfer") {
		known, moves := t.Day("known_on"), firstDay(t, "moves_on", "known_on")
		if t.Text("direction") != "out" || !known.Valid() {
			continue
		}
		d := Deadline{ID: DL15Transfer, Entry: t.ID, From: s.startOf(known), Staff: staff([]string{t.Text("staff")}, s.welfare(), s.health())}
		send, confirm := d, d
		send.Part, confirm.Part = PartSend, PartConfirm

		sent, confirmed := t.Day("sent_on"), t.Day("confirmed_on")
		if !sent.Valid() {
			sent = confirmed
		}
		send = s.by(moves, send)
		if !sent.Valid() {
			out = append(out, send)
			continue
		}
		last := moves
		if sent.After(last) {
			last = sent
		}
		confirm.From = s.startOf(sent)
		confirm = s.by(last, confirm)
		if confirmed.Valid() {
			confirm = s.done(confirm, confirmed, t.ID)
		}
		out = append(out, s.done(send, sent, t.ID), confirm)
	}
	return out
}
