"""The Lab tab: the steps themselves, to be tried on any picture."""
