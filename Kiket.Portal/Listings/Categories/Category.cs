using System.Text;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;

namespace Kiket.Portal.Listings.Categories;

/// <summary>The icons that an operator can choose from.</summary>
public enum CategoryIcon
{
    Parts,
    Chat,
    Lifebuoy,
    People,
    Code,
    Board,
    Clock,
    Check,
    Chart,
    Shield,
    Bolt,
    Star,
    Globe,
    Card,
    Document,
    Mail,
}

/// <summary>What an operator enters for a category.</summary>
public sealed record CategoryInput(string Name, string Description, CategoryIcon Icon)
{
    internal CategoryInput Trimmed => this with { Name = Name.Trim(), Description = Description.Trim() };
}

/// <summary>
/// A category of the marketplace, managed by operators. Its slug is part of addresses and listings, so it stays the
/// same when the name changes. A retired category is no longer offered, but listings that have it keep it.
/// </summary>
public sealed class Category : VersionedEntity
{
    public const int MaxNameLength = 40;
    public const int MaxDescriptionLength = 160;
    public const int MaxSlugLength = 40;

    private Category()
    {
    }

    public string Slug { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Description { get; private set; } = "";

    public CategoryIcon Icon { get; private set; }

    /// <summary>The position among the categories, starting at 1.</summary>
    public int Order { get; private set; }

    public bool IsRetired { get; private set; }

    public static Category Create(string slug, CategoryInput input, int order) => new()
    {
        Slug = slug,
        Name = input.Name,
        Description = input.Description,
        Icon = input.Icon,
        Order = order,
    };

    /// <summary>Every problem with the input, each with its field.</summary>
    public static Error? Problem(CategoryInput input)
    {
        var details = new List<ErrorDetail>();
        if (NameText.Problem(input.Name, "The name", MaxNameLength, "Give the category a name.") is { } named)
        {
            details.Add(new ErrorDetail("name", named));
        }

        Check(
            "description",
            input.Description,
            "The description",
            MaxDescriptionLength,
            "Describe in one sentence what belongs here. The category's page shows it.");
        if (details.Count == 0 && SlugOf(input.Name).Length == 0)
        {
            details.Add(new ErrorDetail("name", "The name needs a Latin letter or a digit, because the category's address is made from it."));
        }

        return details.Count == 0 ? null : Error.Invalid("category_invalid", details[0].Message, details);

        void Check(string field, string text, string what, int max, string empty)
        {
            if (PlainText.Problem(text, field, what, max, empty) is { } problem)
            {
                details.Add(new ErrorDetail(field, problem.Message));
            }
            else if (text.AsSpan().IndexOfAny('\n', '\r', '\t') >= 0)
            {
                details.Add(new ErrorDetail(field, $"{what} must be one line."));
            }
        }
    }

    /// <summary>The part of an address: <c>Customers &amp; sales</c> becomes <c>customers-sales</c>.</summary>
    public static string SlugOf(string name)
    {
        var slug = new StringBuilder();
        foreach (var character in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                slug.Append(character);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var text = slug.ToString();
        return (text.Length > MaxSlugLength ? text[..MaxSlugLength] : text).Trim('-');
    }

    internal void Change(CategoryInput input) => (Name, Description, Icon) = (input.Name, input.Description, input.Icon);

    internal void MoveTo(int order) => Order = order;

    internal void SetRetired(bool retired) => IsRetired = retired;
}
