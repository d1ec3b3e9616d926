package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// Password opens the made-up center for everyone on its roster. It is no
// secret, and a center of real people is never founded with it.
const Password = "hibari-demo"

// people are the made-up staff, the nurse whose day it is first.
var people = []Staff{
	{Name: "中野", Job: "public_health_nurse", Roles: []string{ledger.RoleHealth}},
	{Name: "井上", Job: "midwife", Roles: []string{ledger.RoleHealth}},
	{Name: "遠山", Job: "public_health_nurse", Roles: []string{ledger.RoleHealth}},
	{Name: "杉本", Job: "public_health_nurse", Roles: []string{ledger.RoleHealth}},
	{Name: "柏木", Job: "child_welfare_worker", Roles: []string{ledger.RoleWelfare}},
	{Name: "木暮", Job: "child_welfare_worker", Roles: []string{ledger.RoleWelfare}},
	{Name: "三浦", Job: "coordinator", Roles: []string{ledger.RoleCoordinator, ledger.RoleHealth, ledger.RoleWelfare}},
	{Name: "大沢", Job: "director", Roles: []string{ledger.RoleAdmin, ledger.RoleDirector}},
}

// Roster is the made-up staff of a center, with ids from the seed and without
// identities. The nurse whose day the city is arranged for comes first.
func Roster(seed uint64) []Staff {
	d := newDice(seed, ^uint64(0)-1)
	staff := slices.Clone(people)
	for i := range staff {
		staff[i].ID = d.id(founded.Add(hours(i)))
		staff[i].Roles = slices.Clone(staff[i].Roles)
	}
	return staff
}

// Center is a made-up center that was founded in a store.
type Center struct {
	Staff    []Staff // with their identities; the nurse of the day first
	Password string  // opens the station for each of them
}

// Found makes a made-up center's first store, with the roster as its staff,
// all of whom can sign in on this station with Password. The store it returns
// is opened by the director. e names the center and the station, as for
// store.Found; the cost of c.KDF is paid three times for each person.
func Found(ctx context.Context, c store.Config, e store.Enrolment) (*store.Store, *Center, error) {
	director := people[len(people)-1]
	s, err := store.Found(ctx, c, e, store.Founder{Name: director.Name, Job: director.Job, Password: Password})
	if err != nil {
		return nil, nil, fmt.Errorf("found made-up center: %w", err)
	}
	center := &Center{Password: Password}
	for i, p := range people {
		if i == len(people)-1 {
			p.ID = s.Me().ID
		} else if p.ID, err = hire(ctx, s, p); err != nil {
			return nil, nil, errors.Join(fmt.Errorf("found made-up center: %w", err), s.Close())
		}
		p.Sign, err = s.Staff(p.ID).Locked.Unlock([]byte(Password), s.CenterSecret())
		if err != nil {
			return nil, nil, errors.Join(fmt.Errorf("found made-up center: sign for %s: %w", p.Name, err), s.Close())
		}
		center.Staff = append(center.Staff, p)
	}
	if err := prepareRecovery(ctx, s); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("found made-up center: %w", err), s.Close())
	}
	return s, center, nil
}

// prepareRecovery gives the recovery group its shares and the sheet as read: the made-up
// city has been at work for years.
func prepareRecovery(ctx context.Context, s *store.Store) error {
	sheet := s.TakeSheet()
	if sheet == nil {
		return store.ErrNoRecovery
	}
	act, err := s.BeginResharing(ctx)
	if err != nil {
		return err
	}
	defer act.Close()
	if err := act.WithSheet(ctx, strings.Join(sheet.Words, " ")); err != nil {
		return err
	}
	return errors.Join(act.Reshare(ctx), s.ConfirmSheet(ctx))
}

// hire adds a person to the center and to the station's sign-ins.
func hire(ctx context.Context, s *store.Store, p Staff) (uuid.UUID, error) {
	id, err := s.AddStaff(ctx, store.NewStaff{Name: p.Name, Job: p.Job, Roles: p.Roles, Password: Password})
	if err != nil {
		return uuid.Nil, err
	}
	if err := s.AddSignIn(ctx, id, Password); err != nil {
		return uuid.Nil, err
	}
	if s.Staff(id) == nil {
		return uuid.Nil, fmt.Errorf("hire %s: %w", p.Name, store.ErrNotFound)
	}
	return id, nil
}
