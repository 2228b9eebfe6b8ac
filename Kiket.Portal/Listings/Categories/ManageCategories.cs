using Kiket.Portal.Accounts;
using Kiket.Portal.Audit;
using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Foundation;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Listings.Categories;

/// <summary>An operator's changes to the categories. When one returns, every page shows the new ones.</summary>
public sealed class ManageCategories(
    UnitOfWork unit, PlatformAccess platform, CategoryShelf shelf, CategorySignal changed)
{
    /// <summary>More would not fit beside a page of listings.</summary>
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
                return Error.Field(
                    "name",
                    "category_exists",
                    same.IsRetired
                        ? $"There is a retired category “{same.Name}”. Offer it again, or choose another name."
                        : $"There is already a category “{same.Name}”. Choose another name.");
            }

            if (all.Count >= Most)
            {
                return Error.Conflict("categories_full", $"There are already {Most} categories, including the retired ones, which listings still use.");
            }

            db.Add(Category.Create(slug, input, all.Count + 1));
            return Result.Success();
        }, after: input, cancellationToken);
        return done.Succeeded ? slug : done.Error;
    }

    /// <param name="rowVersion">Of the category as it was when the form was opened: refused when someone has changed it since.</param>
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
                return Error.Field("name", "category_exists", $"There is already a category “{same.Name}”. Choose another name.");
            }

            return One(all, slug, category => category.Change(input));
        }, after: input, cancellationToken);
    }

    /// <summary>Retired: no longer offered for new choices, and still there on listings that have it.</summary>
    public Task<Result> RetireAsync(string slug, bool retired, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(
            actor,
            retired ? "category.retired" : "category.offered",
            slug,
            rowVersion: null,
            (_, all) => One(all, slug, category => category.SetRetired(retired)),
            after: null,
            cancellationToken);

    /// <summary>Moves a category one place up (-1) or down (1). The first and the last one stay where they are.</summary>
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

    private static Error Absent => Error.NotFound("category_not_found", "This category no longer exists. Reload the page.");

    private static bool SameName(Category category, CategoryInput input) =>
        string.Equals(category.Name, input.Name, StringComparison.OrdinalIgnoreCase);

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
        Actor actor,
        string action,
        string slug,
        int? rowVersion,
        Func<PortalDb, List<Category>, Result> change,
        object? after,
        CancellationToken cancellationToken)
    {
        if (await platform.RequireOperatorAsync(actor.UserId, cancellationToken) is { Succeeded: false } refused)
        {
            return refused.Error;
        }

        return await unit.RunAsync(
            work => ChangeAsync(work, new CategoryChange(actor, action, slug, rowVersion, after), change, cancellationToken),
            cancellationToken,
            _ => Task.FromResult(
                Error.Conflict("category_changed", "Another operator changed the categories at the same moment. Check them, then try again.")));
    }

    private async Task<Result> ChangeAsync(
        Work work, CategoryChange wanted, Func<PortalDb, List<Category>, Result> change, CancellationToken cancellationToken)
    {
        var db = work.Db;
        var all = await db.Set<Category>().OrderBy(category => category.Order).ThenBy(category => category.Slug).ToListAsync(cancellationToken);
        var known = all.Find(category => category.Slug == wanted.Slug);
        if (wanted.RowVersion is not null && known is not null && known.RowVersion != wanted.RowVersion)
        {
            // Another node made the change, and this one may still show the state before it.
            await shelf.RefreshAsync(cancellationToken);
            return await ChangedMeanwhile.ErrorAsync(db, new AuditSubject("category", wanted.Slug), wanted.Actor, cancellationToken);
        }

        var before = known is { } found ? new { found.Name, found.Description, found.Icon, found.IsRetired } : null;
        if (change(db, all) is { Succeeded: false } problem)
        {
            return problem;
        }

        if (db.ChangeTracker.HasChanges())
        {
            work.Audit(wanted.Actor, wanted.Action, new AuditSubject("category", wanted.Slug), before: before, after: wanted.After);
            work.Refresh(changed.PublishAsync);
        }

        return Result.Success();
    }

    private sealed record CategoryChange(Actor Actor, string Action, string Slug, int? RowVersion, object? After);
}
