using System.Globalization;
using Kiket.Portal.Releases.Differences;
using Kiket.Portal.Reviews.Queue;

namespace Kiket.Portal.Components.Reviews;

/// <summary>The choices in the address of the queue, and the address for a choice: people can save and share a link.</summary>
public sealed record QueueChoice(QueueTab Tab, ChangeClass? Class, bool OverdueOnly, string? Publisher, QueueOrder Order, int PageNumber)
{
    private static readonly (QueueTab Tab, string Word)[] Tabs =
    [
        (QueueTab.Unclaimed, "unclaimed"), (QueueTab.Mine, "mine"), (QueueTab.ClaimedByOthers, "held"), (QueueTab.WithPublisher, "with-publisher"),
        (QueueTab.Decided, "decided"),
    ];

    private static readonly (ChangeClass Class, string Word)[] Classes =
    [
        (ChangeClass.New, "new"), (ChangeClass.Routine, "routine"), (ChangeClass.DocsOnly, "docs-only"), (ChangeClass.Widening, "widening"),
        (ChangeClass.Sensitive, "sensitive"),
    ];

    /// <summary>The organization whose private registry is reviewed; null for the marketplace.</summary>
    public string? Organization { get; init; }

    /// <summary>The queue without any choice.</summary>
    public static string QueueOf(string? organization) => organization is null ? "/review" : $"/orgs/{organization}/review";

    public bool IsFiltered => Class is not null || OverdueOnly || Publisher is not null;

    /// <summary>The tab without filters.</summary>
    public QueueChoice Plain() => Of(Tab) with { Organization = Organization };

    public QueueFilter Filter => new(Tab, Class, OverdueOnly, Publisher, Order);

    public string Address
    {
        get
        {
            var parts = new List<string> { $"tab={Tabs.First(tab => tab.Tab == Tab).Word}" };
            if (Class is not null)
            {
                parts.Add($"class={WordOf(Class)}");
            }

            if (OverdueOnly)
            {
                parts.Add("overdue=yes");
            }

            if (Publisher is not null)
            {
                parts.Add($"publisher={Uri.EscapeDataString(Publisher)}");
            }

            if (Order != QueueOrder.Age)
            {
                parts.Add($"sort={WordOf(Order)}");
            }

            if (PageNumber > 1)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"page={PageNumber}"));
            }

            return $"{QueueOf(Organization)}?" + string.Join('&', parts);
        }
    }

    public static QueueChoice Of(QueueTab tab) => new(tab, null, false, null, QueueOrder.Age, 1);

    /// <summary>Unknown words mean the default: a mistyped address is no error.</summary>
    public static QueueChoice Read(string? tab, string? change, string? overdue, string? publisher, string? sort, int? page) => new(
        Array.Find(Tabs, known => known.Word == tab).Tab,
        ReadClass(change),
        overdue == "yes",
        string.IsNullOrWhiteSpace(publisher) || publisher.Length > 100 ? null : publisher,
        ReadOrder(sort),
        Math.Max(1, page ?? 1));

    public static ChangeClass? ReadClass(string? word) =>
        Array.FindIndex(Classes, known => known.Word == word) is >= 0 and var index ? Classes[index].Class : null;

    public static QueueOrder ReadOrder(string? word) => word switch
    {
        "risk" => QueueOrder.Risk,
        "name" => QueueOrder.Name,
        _ => QueueOrder.Age,
    };

    public static string WordOf(ChangeClass? change) => change is null ? "" : Array.Find(Classes, known => known.Class == change).Word;

    public static string WordOf(QueueOrder order) => order switch
    {
        QueueOrder.Risk => "risk",
        QueueOrder.Name => "name",
        _ => "age",
    };
}
