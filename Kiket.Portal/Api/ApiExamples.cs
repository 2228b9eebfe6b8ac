namespace Kiket.Portal.Api;

/// <summary>Valid bodies for the reference.</summary>
internal static class ApiExamples
{
    public const string Publish = """
        {
          "repository": { "url": "https://github.com/acme/alerts", "ref": "main" },
          "listing": {
            "summary": "Alerts the on-call channel about risky work.",
            "categories": ["communication"],
            "pricing": { "model": "flat", "price_cents": 900, "currency": "USD", "trial_days": 14 },
            "support": { "email": "help@acme.test", "first_response_hours": 8, "coverage": "Mon–Fri 9–17 CET" },
            "links": { "documentation": "https://alerts.acme.test/docs", "privacy": "https://acme.test/privacy" },
            "base_url": "https://alerts.acme.test",
            "justifications": {
              "issues:read": "Reads the issue to describe the change in one line.",
              "hooks.acme.test": "Receives the messages."
            }
          },
          "dry_run": true
        }
        """;

    public const string Decision = """
        {
          "decision": "request_changes",
          "message": "Please say in the README which channel the messages go to.",
          "expected_commit": "3f2a1bc"
        }
        """;
}
