# The example needs railties, activerecord and pg, from gems or from the system. It has no Gemfile.
require "logger"
