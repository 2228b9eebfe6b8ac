using System.Globalization;
using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Reviews;

/// <summary>The quality bars and saved replies that a new portal starts with.</summary>
public sealed class ReviewSeed : ISeedRows
{
    public async Task AddAsync(PortalDb db, CancellationToken cancellationToken)
    {
        if (!await db.Set<ChecklistItem>().AnyAsync(cancellationToken))
        {
            db.AddRange(Checklist());
        }

        if (!await db.Set<SavedReply>().AnyAsync(cancellationToken))
        {
            db.AddRange(Replies());
        }
    }

    private static ChecklistItem[] Checklist() =>
    [
        Bar(1, ChecklistSeverity.Change, "Every permission is used and justified",
            "Read each justification beside its scope. Does an action, a command or a hook in the manifest need it?",
            "Please drop the permissions that nothing in the extension uses, or say concretely which feature needs each of them."),
        Bar(2, ChecklistSeverity.Change, "Data goes only where the listing says",
            "Compare the egress hosts and the callback host with the documentation. A wildcard needs a good reason.",
            "Please say in the documentation which data is sent to which host, and name hosts exactly instead of with a wildcard."),
        Bar(3, ChecklistSeverity.Change, "Name and summary say what it does, without claims",
            "No superlatives, no other company's mark without permission, nothing that another listing's name could be taken for.",
            "Please make name and summary say plainly what the extension does, without claims and without other companies' marks."),
        Bar(4, ChecklistSeverity.Change, "A new customer gets started from the documentation alone",
            "Open Overview and Getting Started in the preview and follow them in your head, step by step.",
            "Please describe each step from installing to the first result, so that a new customer needs nobody's help."),
        Bar(5, ChecklistSeverity.Change, "Examples work and match the manifest",
            "Every action in docs/examples exists in the manifest, with the parameters it asks for.",
            "Please correct the examples: each action and parameter in them must be declared in the manifest."),
        Bar(6, ChecklistSeverity.Advice, "The changelog names what changed for customers",
            "Every change in the rail on the left should be found there in words.",
            "Please add what changed for customers to the changelog; installed customers decide by it."),
        Bar(7, ChecklistSeverity.Change, "Support can be reached and its promise is realistic",
            "The address belongs to the publisher, and first response and coverage fit together.",
            "Please give a support contact of your own, with a first response time that you can keep."),
        Bar(8, ChecklistSeverity.Reject, "It does no harm",
            "No hidden collection of data, no mining, no way around the platform's permissions or billing.",
            "We do not list extensions that collect data unnoticed or go around the platform's permissions or billing."),
    ];

    private static SavedReply[] Replies() =>
    [
        Reply(1, "Thank you and welcome", "Thank you for the clear submission. We have nothing to add: welcome to the marketplace."),
        Reply(2, "A permission needs a reason", "One of the permissions is wider than what the description explains. Please say which feature needs it, or ask for the narrower one."),
        Reply(3, "We could not reach the service", "We could not get an answer from your extension's health address while we looked. Please check that it is up and reachable from the internet, then submit again."),
        Reply(4, "Documentation is too short", "The documentation leaves a new customer alone after installing. Please describe how to set the extension up and what to expect, ideally with one example."),
        Reply(5, "We have a question first", "Before we decide we would like to understand one thing. Please answer here; you need not submit again for that."),
    ];

    private static ChecklistItem Bar(int number, ChecklistSeverity severity, string text, string guidance, string reply) =>
        ChecklistItem.Seeded(Fixed("c4ec0000", number), text, guidance, reply, severity, number * 10);

    private static SavedReply Reply(int number, string title, string text) => SavedReply.Seeded(Fixed("5a7ed000", number), title, text, number * 10);

    /// <summary>The same in every portal, so that two nodes that start at once write each row once.</summary>
    private static Guid Fixed(string family, int number) =>
        Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"{family}-0000-4000-8000-{number:000000000000}"));
}
