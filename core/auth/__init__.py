"""Who somebody is: people, their passwords, the browsers they are signed in on, and the cookie that says so."""
