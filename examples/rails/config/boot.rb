# Bundler would do this. The example has no Gemfile: it needs railties, activerecord and pg, from gems or the system.
require "logger"
require "pathname"
