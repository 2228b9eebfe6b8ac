using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Categories;

/// <summary>The categories a new marketplace starts with.</summary>
public sealed class CategorySeed : ISeedRows
{
    public static IReadOnlyList<Category> All { get; } = Create();

    public async Task AddAsync(PortalDb db, CancellationToken cancellationToken)
    {
        if (!await db.Set<Category>().AnyAsync(cancellationToken))
        {
            db.AddRange(Create());
        }
    }

    private static Category[] Create() =>
    [
        First(1, "communication", "Communication", "Chat, e-mail and notifications where your team already talks.", CategoryIcon.Chat),
        First(2, "customer-support", "Customer support", "Tickets, intake and answers for the people you serve.", CategoryIcon.Lifebuoy),
        First(3, "crm", "Customers and sales", "Keep deals, contacts and issues in sync.", CategoryIcon.People),
        First(4, "developer-tools", "Developer tools", "Code hosting, builds, releases and incidents.", CategoryIcon.Code),
        First(5, "project-management", "Planning", "Calendars, capacity and boards.", CategoryIcon.Board),
        First(6, "time-tracking", "Time tracking", "Hours, timesheets and service levels.", CategoryIcon.Clock),
        First(7, "approvals", "Approvals and compliance", "Guards, sign-offs and evidence.", CategoryIcon.Check),
        First(8, "analytics", "Reporting and data", "Exports, dashboards and warehouses.", CategoryIcon.Chart),
        First(9, "security", "Security", "Access, identity and monitoring.", CategoryIcon.Shield),
        First(10, "automation", "Automation", "Schedules, triage and glue between systems.", CategoryIcon.Bolt),
    ];

    private static Category First(int order, string slug, string name, string description, CategoryIcon icon) =>
        Category.Create(slug, new CategoryInput(name, description, icon), order);
}
