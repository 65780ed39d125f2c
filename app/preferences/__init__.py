"""The settings page: which model searches, where it runs, and whether that can be trusted.

stock       which models there are, and how far each has come in this library
machine     where models can run here, and what became of it last time
verdict     what a self-test found, in words and kept from one day to the next
chores      what is fetched and tested, each in a child process
face        what a model's row says and offers, worked out of all these
row         one model on the page
consent     its licence, to be read and accepted before anything is fetched
looks       the settings of the window itself, drawn from the list of all settings
excludes    what is left out of the folders
devices     where models run, and the self-test
page        all of it on one page
choosing    what happens when something on the page is pressed
"""
