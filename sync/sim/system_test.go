package sim_test

import "yorisoi/sync/client"

// system is what a run works with. The zero value is the program as it is;
// the others are broken on purpose, to see that the checker notices.
type system struct {
	onStore  func(client.Store) client.Store
	onClient func(*client.Config)
}

func (y system) store(s client.Store) client.Store {
	if y.onStore == nil {
		return s
	}
	return y.onStore(s)
}

func (y system) client(c client.Config) client.Config {
	if y.onClient != nil {
		y.onClient(&c)
	}
	return c
}
