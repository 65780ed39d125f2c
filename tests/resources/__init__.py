"""Tests of what lies in `resources` besides data: how translations are gathered."""
