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
            "Read each justification next to its scope. Does an action, a command or a hook in the manifest need it?",
            "Please remove the permissions that the extension does not use, or say exactly which feature needs each of them."),
        Bar(2, ChecklistSeverity.Change, "Data goes only where the listing says",
            "Compare the egress hosts and the callback host with the documentation. A wildcard needs a good reason.",
            "Please say in the documentation which data is sent to which host, and name each host exactly instead of using a wildcard."),
        Bar(3, ChecklistSeverity.Change, "Name and summary say what it does, without exaggeration",
            "No superlatives, no trademark of another company without permission, no name that could be confused with another listing's.",
            "Please say in the name and summary what the extension does, without exaggeration and without other companies' trademarks."),
        Bar(4, ChecklistSeverity.Change, "A new customer can get started with the documentation alone",
            "Open Overview and Getting Started in the preview and follow them in your head, step by step.",
            "Please describe each step from installing to the first result, so that a new customer needs no help."),
        Bar(5, ChecklistSeverity.Change, "Examples work and match the manifest",
            "Every action in docs/examples exists in the manifest, with the parameters it asks for.",
            "Please correct the examples: each action and parameter in them must be declared in the manifest."),
        Bar(6, ChecklistSeverity.Advice, "The changelog names what changed for customers",
            "The changelog should describe every change in the list on the left.",
            "Please add what changed for customers to the changelog. Existing customers use it to decide whether to update."),
        Bar(7, ChecklistSeverity.Change, "Support can be reached and its promise is realistic",
            "The address belongs to the publisher, and first response and coverage fit together.",
            "Please give a support contact of your own, with a first response time that you can keep."),
        Bar(8, ChecklistSeverity.Reject, "It does no harm",
            "No hidden collection of data, no mining, nothing that bypasses the platform's permissions or billing.",
            "We do not list extensions that secretly collect data or bypass the platform's permissions or billing."),
    ];

    private static SavedReply[] Replies() =>
    [
        Reply(1, "Thank you and welcome", "Thank you for the clear submission. Everything looks good. Welcome to the marketplace!"),
        Reply(2, "A permission needs a reason",
            "One of the permissions is broader than the description explains. Please say which feature needs it, or ask for a narrower one."),
        Reply(3, "We could not reach the service",
            "Your extension's health address did not respond during our review. "
                + "Please check that it is up and reachable from the internet, then submit again."),
        Reply(4, "Documentation is too short",
            "The documentation does not tell a new customer what to do after installing. "
                + "Please describe how to set the extension up and what to expect, ideally with one example."),
        Reply(5, "We have a question first",
            "Before we decide, we have one question. Please answer here; you do not need to submit again."),
    ];

    private static ChecklistItem Bar(int number, ChecklistSeverity severity, string text, string guidance, string reply) =>
        ChecklistItem.Seeded(Fixed("c4ec0000", number), text, guidance, reply, severity, number * 10);

    private static SavedReply Reply(int number, string title, string text) => SavedReply.Seeded(Fixed("5a7ed000", number), title, text, number * 10);

    /// <summary>The same in every portal, so that two nodes that start at the same time write each row once.</summary>
    private static Guid Fixed(string family, int number) =>
        Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"{family}-0000-4000-8000-{number:000000000000}"));
}
