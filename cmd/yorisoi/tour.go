package main

import "context"

func runTour(context.Context, []string) int { return 2 }
