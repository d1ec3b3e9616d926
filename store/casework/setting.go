package casework

// Setting returns the number that holds for a field of the form
// deadline_settings; ok is false for a field that sets none.
func (c Config) Setting(field string) (n int, ok bool) {
	for _, s := range settings {
		if s.field == field {
			return *s.at(&c), true
		}
	}
	switch field {
	case "unseen_protection":
		return c.UnseenDays[Protection], true
	case "unseen_support":
		return c.UnseenDays[Support], true
	}
	return 0, false
}
