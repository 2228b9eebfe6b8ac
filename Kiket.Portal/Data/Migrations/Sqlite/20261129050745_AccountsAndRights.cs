using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Kiket.Portal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AccountsAndRights : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "DeletedAt",
                table: "users",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "LockReason",
                table: "users",
                type: "TEXT",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LockedAt",
                table: "users",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "LockedBy",
                table: "users",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "CreatedBy",
                table: "PreviewLinks",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddColumn<string>(
                name: "Receiver",
                table: "invitations",
                type: "TEXT",
                maxLength: 254,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "ReservedUntil",
                table: "Extensions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "HasPicturesRecorded",
                table: "DocumentSet",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "DocumentPictures",
                columns: table => new
                {
                    DocumentSetId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 70, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DocumentPictures", x => new { x.DocumentSetId, x.Name });
                    table.ForeignKey(
                        name: "FK_DocumentPictures_DocumentSet_DocumentSetId",
                        column: x => x.DocumentSetId,
                        principalTable: "DocumentSet",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "email_changes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    NewEmail = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    ApproveHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ConfirmHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ApprovedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ConfirmedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    RowVersion = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_email_changes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_email_changes_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "former_memberships",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OrganizationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    JoinedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LeftAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_former_memberships", x => x.Id);
                    table.ForeignKey(
                        name: "FK_former_memberships_organizations_OrganizationId",
                        column: x => x.OrganizationId,
                        principalTable: "organizations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_former_memberships_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "listing_reports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ExtensionId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    NormalizedId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ListingName = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Contact = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    SenderKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    ReportedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    HandledAt = table.Column<long>(type: "INTEGER", nullable: true),
                    HandledBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    HandledByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    HandledNote = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    RowVersion = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_listing_reports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "report_day_keys",
                columns: table => new
                {
                    Day = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    ProtectedKey = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_report_day_keys", x => x.Day);
                });

            migrationBuilder.CreateTable(
                name: "sign_in_sessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastUsedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Stamp = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Method = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Address = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    UserAgent = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sign_in_sessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_sign_in_sessions_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "used_codes",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Step = table.Column<long>(type: "INTEGER", nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_used_codes", x => x.UserId);
                    table.ForeignKey(
                        name: "FK_used_codes_users_UserId",
                        column: x => x.UserId,
                        principalTable: "users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Submissions_CreatedBy_CreatedAt",
                table: "Submissions",
                columns: new[] { "CreatedBy", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PreviewLinks_CreatedBy",
                table: "PreviewLinks",
                column: "CreatedBy");

            migrationBuilder.CreateIndex(
                name: "IX_Listings_DocumentSetId",
                table: "Listings",
                column: "DocumentSetId");

            migrationBuilder.CreateIndex(
                name: "IX_Listings_ManifestIcon",
                table: "Listings",
                column: "ManifestIcon");

            migrationBuilder.CreateIndex(
                name: "IX_invitations_InvitedBy_CreatedAt",
                table: "invitations",
                columns: new[] { "InvitedBy", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_invitations_OrganizationId_CreatedAt",
                table: "invitations",
                columns: new[] { "OrganizationId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_invitations_Receiver_CreatedAt",
                table: "invitations",
                columns: new[] { "Receiver", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_DocumentSet_HasPicturesRecorded",
                table: "DocumentSet",
                column: "HasPicturesRecorded");

            migrationBuilder.CreateIndex(
                name: "IX_CommitSnapshots_IconAddress",
                table: "CommitSnapshots",
                column: "IconAddress");

            migrationBuilder.CreateIndex(
                name: "IX_DocumentPictures_Name",
                table: "DocumentPictures",
                column: "Name");

            migrationBuilder.CreateIndex(
                name: "IX_email_changes_UserId",
                table: "email_changes",
                column: "UserId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_former_memberships_OrganizationId_UserId",
                table: "former_memberships",
                columns: new[] { "OrganizationId", "UserId" });

            migrationBuilder.CreateIndex(
                name: "IX_former_memberships_UserId",
                table: "former_memberships",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_listing_reports_CreatedAt",
                table: "listing_reports",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_listing_reports_NormalizedId_HandledAt",
                table: "listing_reports",
                columns: new[] { "NormalizedId", "HandledAt" });

            migrationBuilder.CreateIndex(
                name: "IX_listing_reports_ReportedBy_CreatedAt",
                table: "listing_reports",
                columns: new[] { "ReportedBy", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_listing_reports_SenderKey_CreatedAt",
                table: "listing_reports",
                columns: new[] { "SenderKey", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_sign_in_sessions_ExpiresAt",
                table: "sign_in_sessions",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_sign_in_sessions_UserId",
                table: "sign_in_sessions",
                column: "UserId");

            // Ids that no release made anybody's are reservations from now on, and nobody is locked out by wrong passwords.
            migrationBuilder.Sql("""UPDATE "Extensions" SET "ReservedUntil" = 639327168000000000 WHERE NOT EXISTS (SELECT 1 FROM "Releases" WHERE "Releases"."ExtensionKey" = "Extensions"."Id")""");
            migrationBuilder.Sql("""UPDATE users SET "LockoutEnabled" = 0, "LockoutEnd" = NULL, "AccessFailedCount" = 0""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DocumentPictures");

            migrationBuilder.DropTable(
                name: "email_changes");

            migrationBuilder.DropTable(
                name: "former_memberships");

            migrationBuilder.DropTable(
                name: "listing_reports");

            migrationBuilder.DropTable(
                name: "report_day_keys");

            migrationBuilder.DropTable(
                name: "sign_in_sessions");

            migrationBuilder.DropTable(
                name: "used_codes");

            migrationBuilder.DropIndex(
                name: "IX_Submissions_CreatedBy_CreatedAt",
                table: "Submissions");

            migrationBuilder.DropIndex(
                name: "IX_PreviewLinks_CreatedBy",
                table: "PreviewLinks");

            migrationBuilder.DropIndex(
                name: "IX_Listings_DocumentSetId",
                table: "Listings");

            migrationBuilder.DropIndex(
                name: "IX_Listings_ManifestIcon",
                table: "Listings");

            migrationBuilder.DropIndex(
                name: "IX_invitations_InvitedBy_CreatedAt",
                table: "invitations");

            migrationBuilder.DropIndex(
                name: "IX_invitations_OrganizationId_CreatedAt",
                table: "invitations");

            migrationBuilder.DropIndex(
                name: "IX_invitations_Receiver_CreatedAt",
                table: "invitations");

            migrationBuilder.DropIndex(
                name: "IX_DocumentSet_HasPicturesRecorded",
                table: "DocumentSet");

            migrationBuilder.DropIndex(
                name: "IX_CommitSnapshots_IconAddress",
                table: "CommitSnapshots");

            migrationBuilder.DropColumn(
                name: "DeletedAt",
                table: "users");

            migrationBuilder.DropColumn(
                name: "LockReason",
                table: "users");

            migrationBuilder.DropColumn(
                name: "LockedAt",
                table: "users");

            migrationBuilder.DropColumn(
                name: "LockedBy",
                table: "users");

            migrationBuilder.DropColumn(
                name: "CreatedBy",
                table: "PreviewLinks");

            migrationBuilder.DropColumn(
                name: "Receiver",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "ReservedUntil",
                table: "Extensions");

            migrationBuilder.DropColumn(
                name: "HasPicturesRecorded",
                table: "DocumentSet");
        }
    }
}
