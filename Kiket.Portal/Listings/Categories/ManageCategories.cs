using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Categories;

/// <summary>An operator's changes to the categories. When one returns, every page shows the new ones.</summary>
public sealed class ManageCategories(
    IDbContextFactory<PortalDb> databases, PlatformAccess platform, CategoryShelf shelf, CategorySignal changed, TimeProvider clock)
{
    /// <summary>More than anybody looks through beside a page.</summary>
    public const int Most = 40;

    /// <summary>Adds a category at the end.</summary>
    /// <returns>Its slug, made from the name.</returns>
    public async Task<Result<string>> AddAsync(CategoryInput typed, Actor actor, CancellationToken cancellationToken)
    {
        var input = typed.Trimmed;
        var slug = Category.SlugOf(input.Name);
        var done = await ChangeAsync(actor, "category.added", slug, rowVersion: null, (db, all) =>
        {
            if (Category.Problem(input) is { } problem)
            {
                return problem;
            }

            if (all.Find(category => category.Slug == slug || SameName(category, input)) is { } same)
            {
                return Error.Field("name", "category_exists", $"There is “{same.Name}” already{(same.IsRetired ? ", retired; offer it again instead" : "")}. Choose another name.");
            }

            if (all.Count >= Most)
            {
                return Error.Conflict("categories_full", $"There are {Most} categories. Retired ones count too, because listings keep them.");
            }

            db.Add(Category.Create(slug, input, all.Count + 1));
            return Result.Success();
        }, after: input, cancellationToken);
        return done.Succeeded ? slug : done.Error;
    }

    /// <param name="rowVersion">Of the category as it was when the form was opened: refused when somebody has changed it since.</param>
    public Task<Result> ChangeAsync(string slug, int rowVersion, CategoryInput typed, Actor actor, CancellationToken cancellationToken)
    {
        var input = typed.Trimmed;
        return ChangeAsync(actor, "category.changed", slug, rowVersion, (_, all) =>
        {
            if (Category.Problem(input) is { } problem)
            {
                return problem;
            }

            if (all.Find(category => category.Slug != slug && SameName(category, input)) is { } same)
            {
                return Error.Field("name", "category_exists", $"There is “{same.Name}” already. Choose another name.");
            }

            return One(all, slug, category => category.Change(input));
        }, after: input, cancellationToken);
    }

    /// <summary>Retired: no longer offered for new choices, and still there on listings that have it.</summary>
    public Task<Result> RetireAsync(string slug, bool retired, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(actor, retired ? "category.retired" : "category.offered", slug, rowVersion: null, (_, all) => One(all, slug, category => category.SetRetired(retired)), after: null, cancellationToken);

    /// <summary>Moves a category one place up (-1) or down (1); at the end nothing happens.</summary>
    public Task<Result> MoveAsync(string slug, int by, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(actor, "category.moved", slug, rowVersion: null, (_, all) =>
        {
            var from = all.FindIndex(category => category.Slug == slug);
            if (from < 0)
            {
                return Absent;
            }

            var to = Math.Clamp(from + Math.Sign(by), 0, all.Count - 1);
            (all[from], all[to]) = (all[to], all[from]);
            for (var place = 0; place < all.Count; place++)
            {
                all[place].MoveTo(place + 1);
            }

            return Result.Success();
        }, after: new { by = Math.Sign(by) }, cancellationToken);

    private static Error Absent => Error.NotFound("category_not_found", "There is no such category any more. Reload the page.");

    private static bool SameName(Category category, CategoryInput input) => string.Equals(category.Name, input.Name, StringComparison.OrdinalIgnoreCase);

    private static Result One(List<Category> all, string slug, Action<Category> change)
    {
        if (all.Find(category => category.Slug == slug) is not { } category)
        {
            return Absent;
        }

        change(category);
        return Result.Success();
    }

    private async Task<Result> ChangeAsync(
        Actor actor, string action, string slug, int? rowVersion, Func<PortalDb, List<Category>, Result> change, object? after, CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var all = await db.Set<Category>().OrderBy(category => category.Order).ThenBy(category => category.Slug).ToListAsync(cancellationToken);
        var known = all.Find(category => category.Slug == slug);
        if (rowVersion is not null && known is not null && known.RowVersion != rowVersion)
        {
            // Beside another portal this one may still show what was there before.
            await shelf.RefreshAsync(cancellationToken);
            return await ChangedMeanwhile.ErrorAsync(db, new AuditSubject("category", slug), actor, cancellationToken);
        }

        var before = known is { } found ? new { found.Name, found.Description, found.Icon, found.IsRetired } : null;
        if (change(db, all) is { Succeeded: false } problem)
        {
            return problem;
        }

        if (!db.ChangeTracker.HasChanges())
        {
            return Result.Success();
        }

        RecordAudit.Add(db, actor, action, new AuditSubject("category", slug), clock.GetUtcNow(), before: before, after: after);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || exception.IsUniqueViolation())
        {
            return Error.Conflict("category_changed", "Another operator changed the categories meanwhile. Look at them again, then repeat what you did.");
        }

        await changed.PublishAsync();
        return Result.Success();
    }
}
