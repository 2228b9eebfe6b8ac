require "kiket"

Kiket.extension do
  on("time.start") { |payload, context| context.data("dev.acme.time.entries").create(issue: payload.issue.id) }
  on("time.stop")  { |payload, context| context.data("dev.acme.time.entries").close(issue: payload.issue.id) }
end
