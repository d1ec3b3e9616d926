package store

// Saying names the columns in which a word stands.
func (s *Store) Saying(word string) []string {
	rows, err := s.db.Read().Query(`SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`)
	if err != nil {
		return []string{err.Error()}
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			return []string{err.Error()}
		}
		var n int
		if s.db.Read().QueryRow(`SELECT count(*) FROM "`+table+`" WHERE instr(CAST("`+column+`" AS BLOB), CAST(? AS BLOB))`, word).Scan(&n) == nil && n > 0 {
			found = append(found, table+"."+column)
		}
	}
	return found
}
