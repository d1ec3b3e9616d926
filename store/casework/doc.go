// Package casework holds the rules of the work as pure functions: dates and
// eras, ages and weeks of pregnancy, fiscal and school years, growth
// percentiles, deadlines, the folding of names for search, and the likeness of
// two persons.
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
//
// Nothing here reads a clock, a file or a network; today's date and the growth
// table's file system are handed in.
package casework
