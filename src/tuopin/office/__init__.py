"""What any office has: places, people, the audit record, the policy in force."""
