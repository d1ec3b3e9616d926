// Package casework holds the rules of the work as pure functions: dates and
// eras, ages and weeks of pregnancy, fiscal and school years, working days,
// growth percentiles, the folding of names for search, the likeness of two
// persons; and over the records of a family's file the deadlines, the standing
// of a child, what may follow what and by whom, approvals, what is wrong with a
// record, and what a meeting has to take up.
//
// Terms:
//
//   - Date is a civil date without a time zone; its zero value means "no date".
//   - Day 0 is the day of birth. A month that lacks the day of birth counts
//     from its last day.
//   - Corrected age counts from the due date of a child born before 37 weeks.
//   - A fold is the form of a text that is compared when searching and never
//     stored as the text itself.
//   - A band is a named range that statistics and print-outs use.
//   - A File is the records of one family as Entries; the rules know a record's
//     kind and the names of its fields, nothing of how it is stored.
//   - A Deadline runs in real time where hours count, else to the end of a day
//     where the center is. Merged persons are one person to every rule.
//   - What is derived (the stage of a plan, of an approval, of a deadline) is
//     never stored, so that machines that meet cannot disagree about it.
//
// Nothing here reads a clock, a file or a network; today's date and the growth
// table's file system are handed in.
package casework
